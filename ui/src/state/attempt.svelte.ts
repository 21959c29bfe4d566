/** Something asked of the core from a page: whether it is under way, and in words why the last attempt failed. */
import { asFailure, failureWords } from '../text/failures';

export class Attempt {
  busy = $state(false);
  failed = $state<string | null>(null);

  async run(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failed = null;
    try {
      await work();
    } catch (reason) {
      const words = failureWords(asFailure(reason));
      this.failed = `${words.what} ${words.now}`;
    }
    this.busy = false;
  }
}
