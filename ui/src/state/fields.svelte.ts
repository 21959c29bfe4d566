/** The core's verdict on the fields of a form, as they are typed: which are not right. What is wrong with one stands beside it. */
import type { Field } from '../api.gen';
import { host } from '../host';

export class Fields {
  wrong = $state.raw<ReadonlySet<Field>>(new Set());
  #asked = 0;

  /** Asks about all of them; are they right? The answer to what was typed before is not shown any more. */
  async check(typed: Partial<Record<Field, string>>): Promise<boolean> {
    const asked = ++this.#asked;
    const names = Object.keys(typed) as Field[];
    const right = await Promise.all(
      names.map((name) =>
        host()
          .checkField(name, typed[name] ?? '')
          .then(
            () => true,
            () => false,
          ),
      ),
    );
    const wrong = names.filter((_, n) => !right[n]);
    if (asked === this.#asked) this.wrong = new Set(wrong);
    return wrong.length === 0;
  }
}
