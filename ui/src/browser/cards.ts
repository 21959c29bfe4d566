/** Smartcards of the practice in memory: a reader that can be filled and emptied, a card that counts wrong PINs. */
import type { CardTrouble, CardView, Failure, YourCards } from '../api.gen';

export const PIN = '274913';

export class Reader {
  /** Without it smartcards are not taken here. */
  taken: boolean;
  view: CardView | null;
  owned: YourCards['cards'] = [];
  issuers: string[] = ['NHS Digital cards'];
  signOut = false;

  constructor(scenes: Set<string>, trouble: CardTrouble | null) {
    this.taken = scenes.has('card') || trouble !== null;
    this.view = !this.taken
      ? null
      : trouble
        ? this.trouble(trouble)
        : { kind: 'ready', ending: '4417', tries: 3, passwordNeeded: scenes.has('signonly') };
    if (this.view?.kind === 'ready')
      this.owned = [{ key: 'a1', ending: '4417', since: '2026-03-02T09:00:00Z', passwordNeeded: false }];
  }

  trouble(why: CardTrouble): CardView {
    const without: CardTrouble[] = [
      'noCard',
      'noReader',
      'noService',
      'noModule',
      'wrongModule',
      'unreadable',
      'several',
    ];
    return { kind: 'trouble', ending: without.includes(why) ? null : '4417', why };
  }

  /** A PIN is typed: counts, and says what is wrong. */
  try(pin: string): Pick<Failure, 'card' | 'tries'> | null {
    if (this.view?.kind !== 'ready')
      return { card: this.view?.kind === 'trouble' ? this.view.why : 'noCard', tries: null };
    if (pin === PIN) {
      this.view = { ...this.view, tries: 3 };
      return null;
    }
    const left = (this.view.tries ?? 3) - 1;
    this.view = left ? { ...this.view, tries: left } : this.trouble('blocked');
    return left ? { card: 'wrongPin', tries: left } : { card: 'blocked', tries: null };
  }
}
