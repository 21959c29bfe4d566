/** The briefing as it is being written: lists are lines of a text field, so that typing is only typing. */
import type { Briefing } from '../api.gen';

type Section = Briefing['sections'][number];
export interface SectionDraft {
  key: number;
  title: string;
  text: string;
  dos: string;
  donts: string;
}
export type BriefingDraft = SectionDraft[];

let keys = 0;

export const blank = (): SectionDraft => ({ key: (keys += 1), title: '', text: '', dos: '', donts: '' });

export const draftOf = (briefing: Briefing): BriefingDraft =>
  briefing.sections.map((one) => ({
    key: (keys += 1),
    title: one.title,
    text: one.text,
    dos: one.dos.join('\n'),
    donts: one.donts.join('\n'),
  }));

/** What was being written, as `keptAs` wrote it down; none where it does not read back. */
export function draftKept(text: string): BriefingDraft | null {
  try {
    const sections = JSON.parse(text) as Omit<SectionDraft, 'key'>[];
    return sections.map(({ title, text, dos, donts }) => ({ ...blank(), title, text, dos, donts }));
  } catch {
    return null;
  }
}

export const keptAs = (draft: BriefingDraft): string =>
  JSON.stringify(draft.map(({ title, text, dos, donts }) => ({ title, text, dos, donts })));

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

export const briefingOf = (draft: BriefingDraft): Section[] =>
  draft.map((one) => ({
    title: one.title.trim(),
    text: one.text.trim(),
    dos: lines(one.dos),
    donts: lines(one.donts),
  }));

/** Does what is written say something else than this briefing? */
export const differs = (draft: BriefingDraft, briefing: Briefing): boolean =>
  JSON.stringify(briefingOf(draft)) !== JSON.stringify(briefingOf(draftOf(briefing)));

/** The first section that lacks a heading or words, counted from 1. */
export function incomplete(draft: BriefingDraft): number | null {
  const at = draft.findIndex((one) => !one.title.trim() || !one.text.trim());
  return at < 0 ? null : at + 1;
}
