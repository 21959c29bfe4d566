/**
 * The core's verdict on the words being typed. It is asked for a moment after the last key and shown when it comes, so
 * that it never stands in the way of typing. Sending asks once more, here and again in the core.
 */
import type { AnswerCheck } from '../api.gen';

/** How long after the last key. */
export const ASK_AFTER = 150;

export class AnswerWords {
  verdict = $state.raw<AnswerCheck | null>(null);
  #of: string | null = null;
  #asking = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly check: (text: string) => Promise<AnswerCheck>) {}

  /** The words have changed. The first are judged at once. */
  follow(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(text), this.#of === null ? 0 : ASK_AFTER);
  }

  /** The verdict on exactly these words. Where none can be had the last one goes: the core decides when they are sent. */
  ask(text: string): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#of !== text) this.#asking = this.#ask(text);
    return this.#asking;
  }

  async #ask(text: string): Promise<void> {
    this.#of = text;
    const verdict = await this.check(text).catch(() => null);
    if (this.#of === text) this.verdict = verdict;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
