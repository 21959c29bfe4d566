/** The lines of a conversation: what happened, who did it. Messages are shown in their own words. */
import type { Category, EntryView, FindingView } from '../api.gen';
import { deskText } from './desk';
import { categoryWords, contactWords, excludedWords, outcomeLine, routedWords } from './terms';
import { noDangerText } from './noDanger';
import { product } from './parts';
import { time } from './when';

/** Who did it: the person here, a colleague, or Duty Desk by itself. */
export const doer = (entry: EntryView): string => (entry.mine ? deskText.you : (entry.by?.name ?? product));

/** When it was: of a message when it was sent, not when it was let in, so that weekend post stands under its own day. */
export const sentAt = (entry: Pick<EntryView, 'at' | 'what'>): string =>
  entry.what.kind === 'received' ? entry.what.receivedAt : entry.at;

/** An event in a line; nothing for a message, which is drawn in full. */
export function eventLine(entry: EntryView): string | null {
  const what = entry.what;
  const who = doer(entry);
  switch (what.kind) {
    case 'taken':
      return `${who} took this`;
    case 'givenBack':
      return `${who} gave it back`;
    case 'routed':
      return `${who}: ${routedWords[what.to]}${what.note ? `. ${what.note}` : ''}`;
    case 'routeUndone':
      return `${who} took it back`;
    case 'contacted':
      return `${who}: ${contactWords[what.contact].toLowerCase()}, ${time(what.when)}. ${what.note}`;
    case 'topicExcluded':
      return what.topic ? deskText.excludedBy(who, excludedWords[what.topic]) : deskText.admittedBy(who);
    case 'exclusionOverridden':
      return deskText.overriddenBy(who, what.reason);
    case 'alertRaised':
      return entry.by ? `${who} raised a high-risk alert` : 'High-risk alert raised';
    case 'alertTaken':
      return `${who} took the alert`;
    case 'alertAccepted':
      return `${who} accepted the alert`;
    case 'alertPassed':
      return `${who} passed the alert on`;
    case 'alertResolved':
      return what.noDanger
        ? noDangerText.ended(who, what.noDanger, what.outcome)
        : `${who} closed the alert: ${what.outcome}`;
    case 'redFlag':
      return `${who} saw a red flag: not by message`;
    case 'reviewed':
      return what.noDanger ? noDangerText.ended(who, what.noDanger, what.words) : `${who} reviewed it`;
    case 'closed':
      return `${who} closed it: ${outcomeLine(what.closing.outcome)}`;
    case 'reopened':
      return `${who} reopened it: ${what.why}`;
    default:
      return null;
  }
}

type FoundBy = Pick<FindingView, 'tier' | 'rule' | 'why' | 'loweredBy'> & { category: Category };
/** `High: chest pain.`, `Check: chest pain, lowered from high.` */
export const findingTitle = (found: FoundBy): string =>
  `${found.tier.kind === 'alert' ? 'High' : 'Check'}: ${categoryWords[found.category]}${found.loweredBy ? ', lowered from high' : ''}.`;
export const findingWhy = (found: FoundBy): string => `${found.why} (${found.rule}${loweredBy(found)})`;
const loweredBy = (found: FoundBy): string => (found.loweredBy ? `, lowered by ${found.loweredBy}` : '');

/** What the document for the record shows of it. */
export const paperText = {
  title: 'Patient message conversation',
  version: (n: number) => `Version ${n}`,
  patient: 'Patient',
  identity: 'Identity',
  use: 'Use',
  notChosen: 'Not chosen yet',
  online: 'Online',
  summary: 'Summary',
  finding: (found: FoundBy, readBy: { name: string; at: string } | null) =>
    `Finding: ${categoryWords[found.category]}, ${found.rule}${loweredBy(found)}. ${readBy ? `Read by ${readBy.name} ${time(readBy.at)}.` : 'Not read.'}`,
  alertClosed: (outcome: string) => `High-risk alert closed: ${outcome}`,
  notAssessed: 'Finding: not assessed by the rules.',
};
