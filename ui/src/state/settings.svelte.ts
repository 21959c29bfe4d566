/** The practice's settings as they are in force, for whichever part of a page shows or changes some. */
import type { PracticePolicy, Settings } from '../api.gen';
import { host } from '../host';

export class PracticeSettings {
  #shown = $state.raw<Settings | null>(null);

  /** Whole: a setting that a stored policy does not have yet is the standard one. */
  get policy(): Required<PracticePolicy> | null {
    return (this.#shown?.policy as Required<PracticePolicy> | undefined) ?? null;
  }

  get mayChange(): boolean {
    return this.#shown?.mayChange ?? false;
  }

  async load(): Promise<void> {
    this.#shown = await host().settings();
  }

  /** Puts these in force; the others stay as they are by then. */
  async change(change: Partial<PracticePolicy>): Promise<void> {
    if (!this.#shown) return;
    const { policy } = this.#shown;
    this.#shown = await host().publishSettings(policy, { ...policy, ...change });
  }
}
