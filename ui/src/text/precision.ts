/** Words of the precision: how often what was found was a danger. */
import type { Measured } from '../api.gen';
import { capital, categoryWords } from './terms';

export const precisionText = {
  title: 'How often it was a danger',
  lead: 'As clinicians judged, of alerts that ended and checks that were reviewed. Texts to be looked at again stand here by their number.',
  columns: { of: 'Found', alerts: 'Alerts', checks: 'Checks', again: 'To be looked at again' },
  number: (letter: string) => letter.slice(0, 8),
  none: 'None',
};

export function measuredWords(of: Measured): string {
  if (of.kind === 'category') return capital(categoryWords[of.category]);
  switch (of.by.kind) {
    case 'rule':
      return `Rule ${of.by.rule}`;
    case 'reader':
      return `Second reader ${of.by.version}`;
    case 'person':
      return 'A person’s red flag';
  }
}

/** `3 of 4 a danger (75 %)` */
export function right(judged: number, wrong: number): string {
  if (judged === 0) return 'None';
  return `${judged - wrong} of ${judged} a danger (${Math.round(((judged - wrong) / judged) * 100)} %)`;
}
