/**
 * Who is signed in, and what stands at the gate while nobody is. Locking forgets everything that was on the screen;
 * what was typed is already on the disk.
 */
import type { Action, DraftView, Gate, Prompt, Session, SetUpDraft, SetUpForm, SignInWith } from '../api.gen';
import { host } from '../host';
import { prefs } from './prefs.svelte';

class SessionState {
  gate = $state<Gate | null>(null);
  who = $state<Session | null>(null);
  /** Seconds until the idle lock, while it warns. */
  lockingIn = $state<number | null>(null);
  /** The practice was made a moment ago; the manager signs in for the first time. */
  justSetUp = $state(false);
  /** What this person was writing in the practice's own forms when they signed in. */
  forms: DraftView[] = [];
  /** What the person is to do with what they sign in with, as the core last said. */
  prompt = $state<Prompt>('over');
  #leaving: (() => Promise<void> | void)[] = [];

  /** Runs before a lock, such as saving the draft under the caret. Returns what takes it away. */
  beforeLock(run: () => Promise<void> | void): () => void {
    this.#leaving.push(run);
    return () => {
      this.#leaving = this.#leaving.filter((one) => one !== run);
    };
  }

  async look(): Promise<Gate> {
    const gate = await host().gate();
    if (gate.kind === 'signedIn') await this.#enter(gate.session);
    else this.who = null;
    this.gate = gate;
    return gate;
  }

  async signIn(by: SignInWith): Promise<void> {
    await this.#enter(await host().signIn(by));
  }

  /** Ends what waits for its person: a touch, or the system's own window. */
  stopWaiting(): void {
    void host()
      .cancelFactor()
      .catch(() => undefined);
  }

  beginSetUp(form: SetUpForm): Promise<SetUpDraft> {
    return host().beginSetUp(form);
  }

  async finishSetUp(code: string, kitCheck: string): Promise<void> {
    await host().finishSetUp(code, kitCheck);
    this.justSetUp = true;
    await this.look();
  }

  async #enter(session: Session): Promise<void> {
    [this.forms] = await Promise.all([
      host()
        .ownDrafts()
        .catch(() => []),
      prefs.load(),
    ]);
    this.lockingIn = null;
    this.justSetUp = false;
    this.who = session;
  }

  async lock(): Promise<void> {
    await Promise.allSettled(this.#leaving.map((run) => run()));
    await host().lock();
    await this.locked();
  }

  /** The core locked, whoever asked for it. */
  async locked(): Promise<void> {
    this.who = null;
    this.lockingIn = null;
    this.forms = [];
    prefs.forget();
    await this.look();
  }

  may(action: Action): boolean {
    return this.who?.may.includes(action) ?? false;
  }
}

export const session = new SessionState();
