/**
 * How this person wants the screen: light, dark or as the system says, whether single letters act, whether alerts sound
 * through the speaker. Kept by the core per person; before sign-in the system decides.
 */
import type { Preferences } from '../api.gen';
import { host } from '../host';

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;
const STANDARD: Preferences = { theme: 'system', singleKeys: true, sound: true };

class Prefs {
  chosen = $state<Preferences>(STANDARD);
  #systemDark = $state(dark?.matches ?? false);

  constructor() {
    dark?.addEventListener('change', (event) => (this.#systemDark = event.matches));
  }

  get letters(): boolean {
    return this.chosen.singleKeys;
  }

  /** What the page shows now. */
  get shown(): 'light' | 'dark' {
    if (this.chosen.theme !== 'system') return this.chosen.theme;
    return this.#systemDark ? 'dark' : 'light';
  }

  async load(): Promise<void> {
    try {
      this.chosen = await host().preferences();
    } catch {
      this.chosen = STANDARD;
    }
  }

  async change(change: Partial<Preferences>): Promise<void> {
    this.chosen = { ...this.chosen, ...change };
    await host().setPreferences({ ...this.chosen });
  }

  forget(): void {
    this.chosen = STANDARD;
  }
}

export const prefs = new Prefs();
