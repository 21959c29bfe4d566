/** What time it is, as the core says, ticking once a second. Every "40 min" on the screen is computed from here. */
class Clock {
  now = $state(Date.now());
  #ahead = 0;

  constructor() {
    setInterval(() => (this.now = Date.now() + this.#ahead), 1000);
  }

  /** The core's clock wins over the window's. */
  agree(coreNow: string): void {
    const there = new Date(coreNow).getTime();
    if (Number.isFinite(there)) {
      this.#ahead = there - Date.now();
      this.now = there;
    }
  }
}

export const clock = new Clock();
