/**
 * What was just passed on may be taken back for ten seconds. The core decides whether it still can. A send is never offered
 * here: what happened is only said, for as long.
 */
import { host } from '../host';
import { asFailure, failureWords, type Words } from '../text/failures';

export const UNDO_FOR = 10_000;

export class Undo {
  /** What may be taken back, in the words it was announced with. */
  offered = $state<{ id: string; words: string } | null>(null);
  /** Whole seconds left. */
  left = $state(0);
  failed = $state<Words | null>(null);
  /** What was just done and cannot be taken back: to be seen for as long. */
  done = $state<string | null>(null);
  #timer: ReturnType<typeof setInterval> | undefined;
  #until = 0;

  offer(id: string, words: string): void {
    this.forget();
    this.offered = { id, words };
    this.#begin();
  }

  /** A send or a closing: what happened is seen, nothing is offered. */
  confirm(words: string): void {
    this.forget();
    this.done = words;
    this.#begin();
  }

  #begin(): void {
    this.#until = performance.now() + UNDO_FOR;
    this.left = UNDO_FOR / 1000;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), 250);
  }

  #tick(): void {
    this.left = Math.ceil((this.#until - performance.now()) / 1000);
    if (this.left <= 0) this.forget();
  }

  /** Takes it back. Says which conversation is here again. */
  async take(): Promise<string | null> {
    const offered = this.offered;
    if (!offered) return null;
    this.forget();
    try {
      await host().act(offered.id, { kind: 'unroute' });
      return offered.id;
    } catch (reason) {
      this.failed = failureWords(asFailure(reason));
      return null;
    }
  }

  /** Nothing is offered, and nothing ticks. */
  forget(): void {
    clearInterval(this.#timer);
    this.offered = null;
    this.failed = null;
    this.done = null;
  }
}
