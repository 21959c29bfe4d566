/**
 * A form whose fields the core judges, as they are typed and once more when it is sent. What is wrong with one is shown beside
 * it from the first attempt on; a form of which anything is wrong as it is sent is not sent.
 */
import type { Field } from '../api.gen';
import { host } from '../host';
import { asFailure, failureWords, type Words } from '../text/failures';

type Typed = Partial<Record<Field, string>>;
/** What is wrong with each field, in words. */
type Wrong = Record<string, string | null>;

export class Fields {
  /** Somebody has tried to send it as it stands. */
  tried = $state(false);
  busy = $state(false);
  /** Why the last attempt failed. */
  failed = $state.raw<Words | null>(null);
  #wrong = $state.raw<ReadonlySet<Field>>(new Set());
  #asked = 0;

  /** `typed`: what the core judges of the page that is open. For use while a component is made. */
  constructor(private readonly typed: () => Typed) {
    $effect(() => void (this.tried && this.#check(typed())));
  }

  /** These words where the field is not right. */
  wrong(field: Field, words: string): string | null {
    return this.#wrong.has(field) ? words : null;
  }

  /** Another page of the form, or it is empty again. */
  begin(): void {
    this.tried = false;
    this.failed = null;
  }

  /** Does the work if nothing is wrong; `own` is what only the form can judge, such as a password typed twice. */
  async send(own: Wrong, work: () => Promise<void>): Promise<void> {
    this.tried = true;
    if (this.busy) return;
    this.busy = true;
    this.failed = null;
    try {
      const right = await this.#check(this.typed());
      if (right && !Object.values(own).some(Boolean)) await work();
    } catch (reason) {
      this.failed = failureWords(asFailure(reason));
    } finally {
      this.busy = false;
    }
  }

  /** Asks about all of them; are they right? The answer to what was typed before is not shown any more. */
  async #check(typed: Typed): Promise<boolean> {
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
    if (asked === this.#asked) this.#wrong = new Set(wrong);
    return wrong.length === 0;
  }
}
