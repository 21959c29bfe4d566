import { describe, expect, it } from 'vitest';
import { blank, briefingOf, differs, draftOf, incomplete } from './briefing';

const briefing = {
  version: 3,
  approvedBy: null,
  approvedOn: null,
  sections: [{ title: 'Alerts', text: 'They cover the window.', dos: ['Take it.', 'Phone.'], donts: [] }],
};

describe('the briefing as it is written', () => {
  it('reads back as it was published', () => expect(briefingOf(draftOf(briefing))).toEqual(briefing.sections));

  it('takes each line for one thing, without the empty ones', () => {
    const draft = [{ ...blank(), title: ' Alerts ', text: 'Words', dos: ' Take it. \n\n Phone.', donts: '\n' }];
    expect(briefingOf(draft)).toEqual([{ title: 'Alerts', text: 'Words', dos: ['Take it.', 'Phone.'], donts: [] }]);
  });

  it('differs only by its words, in whatever order the core names them', () => {
    const [one] = briefing.sections;
    const sections = [{ donts: one!.donts, dos: one!.dos, text: one!.text, title: one!.title }];
    expect(differs(draftOf(briefing), { ...briefing, sections })).toBe(false);
    expect(differs([...draftOf(briefing), blank()], { ...briefing, sections })).toBe(true);
  });

  it('says which section is not whole', () => {
    const draft = [...draftOf(briefing), { ...blank(), title: 'Duty', text: '  ' }];
    expect(incomplete(draftOf(briefing))).toBeNull();
    expect(incomplete(draft)).toBe(2);
  });
});
