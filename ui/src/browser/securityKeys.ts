/** A security key of the practice in memory: it counts wrong PINs, and waits until `practice.touchKey()`. */
import type { Change, Failure, KeyPrompt, SecurityKeyTrouble, YourSecurityKeys } from '../api.gen';

export const KEY_PIN = '493817';

export class KeyPort {
  owned: YourSecurityKeys['keys'] = [];
  readonly asked: YourSecurityKeys['asked'];
  readonly here: boolean;
  left = 8;
  /** How often it was touched. */
  touches = 0;
  #wrong: SecurityKeyTrouble | null;
  #end: ((stopped: boolean) => void) | null = null;
  #tell: (change: Change) => void;

  constructor(scenes: Set<string>, trouble: SecurityKeyTrouble | null, tell: (change: Change) => void) {
    this.#wrong = trouble;
    this.#tell = tell;
    this.here = trouble !== 'notHere';
    this.asked = { pin: !scenes.has('keysystem') };
    if (scenes.has('key') || scenes.has('keysystem') || trouble)
      this.owned = [{ key: 'k1', name: 'Blue key', since: '2026-03-02T09:00:00Z' }];
  }

  #now(now: KeyPrompt): void {
    this.#tell({ kind: 'securityKey', now });
  }

  /** Waits for a touch; answers what is wrong. */
  async ask(pin: string): Promise<Pick<Failure, 'securityKey' | 'tries'> | null> {
    this.#now('wait');
    if (this.#wrong) return { securityKey: this.#wrong, tries: null };
    if (this.asked.pin && pin !== KEY_PIN) {
      this.left -= 1;
      return this.left > 5 ? { securityKey: 'wrongPin', tries: this.left } : { securityKey: 'unplug', tries: null };
    }
    const stopped = await new Promise<boolean>((end) => {
      this.#end = end;
      this.#now(this.asked.pin ? 'touch' : 'system');
    });
    this.#now('over');
    return stopped ? { securityKey: 'cancelled', tries: null } : null;
  }

  /** How many calls wait for the person. */
  get waiting(): number {
    return this.#end ? 1 : 0;
  }

  touch(): void {
    if (!this.#end) return;
    this.touches += 1;
    this.#finish(false);
  }

  stop(): void {
    this.#finish(true);
  }

  #finish(stopped: boolean): void {
    const end = this.#end;
    this.#end = null;
    end?.(stopped);
  }
}
