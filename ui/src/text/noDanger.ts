/** Words of "not a danger": how a clinician ends an alert or a check that was none. */
import type { NoDanger, WhyNoDanger } from '../api.gen';

export const whyNoDanger: Record<WhyNoDanger, string> = {
  past: 'It is past, not now',
  meantOtherwise: 'Meant otherwise: a saying, a joke, a thing',
  somebodyElse: 'About somebody else, who is safe',
  denied: 'Denied: “no chest pain”, a form’s “No”',
  known: 'Known and being treated, nothing new',
  asked: 'Asked the patient: safe, not meant so',
  mistake: 'Test, or sent by mistake',
  other: 'Other, say what',
};

export const noDangerText = {
  open: 'Not a danger',
  title: 'End as “not a danger”',
  why: 'Why is it not a danger?',
  words: 'In your words',
  lookAgain: (rules: string) => (rules ? `Ask for ${rules} to be looked at` : 'Ask for this to be looked at'),
  end: (name: string) => `End it: ${name} is in no danger`,
  ends: 'It ends everywhere, under your name, and counts against what found it. The message goes on with its clock.',
  marked: 'The text is marked for review by its number, never by its words.',
  doubt: 'In doubt? Phone first.',
  missing: { why: 'First choose why.', words: 'Say it in your words.' },
  acceptFirst: 'Only a clinician may end it as not a danger, after accepting it.',
  ended: (who: string, judged: NoDanger, words: string) =>
    `${who} judged that it is not a danger: ${lower(whyNoDanger[judged.why])}. ${words}${judged.lookAgain ? ' To be looked at again.' : ''}`,
  was: 'Not a danger',
  clearedBy: (name: string, when: string) => `Not a danger, as ${name} judged ${when}.`,
};

const lower = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
