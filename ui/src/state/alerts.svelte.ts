/**
 * The alert that takes the window. It opens by itself when one calls this person, opens covered,
 * and comes back when it sounds again. What the person was doing waits behind it, caret and all. The stages are the
 * core's; here is only what is on the screen.
 */
import type { AlertBrief, AlertView, Command, ConversationView } from '../api.gen';
import { host } from '../host';
import { guardKeys } from '../keyboard.svelte';
import { asFailure, failureWords, type Words } from '../text/failures';
import { announcer } from './announce.svelte';
import type { Desk } from './desk.svelte';
import type { Draft } from './drafts.svelte';

/** Changes when the alert starts to sound anew; putting it aside holds until then. */
const episode = (brief: AlertBrief): string => {
  const stage = brief.stage;
  return `${brief.letter} ${stage.kind} ${stage.kind === 'untaken' ? stage.told : stage.kind === 'soundingAgain' ? stage.since : ''}`;
};

export class Alerts {
  /** Whole conversation of the alert on the screen; its words are drawn only when `uncovered`. */
  conversation = $state.raw<ConversationView | null>(null);
  letter = $state('');
  uncovered = $state(false);
  /** What is being written about the alert on the screen: going back to its words and protocol loses none of it. */
  words = $state.raw<Draft | null>(null);
  /** Why it is no danger, while a clinician writes it. */
  noDanger = $state.raw<Draft | null>(null);
  busy = $state(false);
  failed = $state<Words | null>(null);
  #turn = 0;
  /** The bar has been read since this person signed in. */
  #arrived = false;
  #aside = new Set<string>();
  #was: { element: HTMLElement; start: number | null; end: number | null } | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly me: string,
  ) {}

  get open(): AlertView | null {
    return this.conversation?.alerts.find((alert) => alert.letter === this.letter) ?? null;
  }
  /** As the core orders them: what matters most comes first. */
  get all(): AlertBrief[] {
    return this.desk.bar?.alerts ?? [];
  }
  /** Must this workstation make a noise now? */
  get sounding(): boolean {
    return this.all.some((brief) => brief.callsMe);
  }

  /** Called whenever the bar has been read: opens what must be seen, follows what is open. */
  async follow(): Promise<void> {
    if (this.conversation) await this.#read(this.conversation.id);
    if (this.conversation) return;
    const arrives = !this.#arrived && this.desk.bar !== null;
    this.#arrived ||= arrives;
    const calling = this.all.filter((brief) => brief.callsMe && !this.#aside.has(episode(brief)));
    // What this person had taken is theirs again when they come back.
    const own = arrives ? this.all.find((brief) => brief.mine) : undefined;
    const next = calling.find((brief) => brief.holder?.id !== this.me) ?? calling[0] ?? own;
    if (next) await this.show(next);
  }

  /** Covers the window with this alert. Drafts go to the disk first; keys wait, for the hands are still in other work. */
  async show(brief: AlertBrief): Promise<void> {
    guardKeys();
    if (!this.conversation) this.#remember();
    // A modal dialog would lie over the alert and hold the keys.
    for (const dialog of document.querySelectorAll('dialog[open]')) (dialog as HTMLDialogElement).close();
    void this.desk.drafts.flushAll();
    this.#turn += 1;
    this.uncovered = false;
    this.failed = null;
    this.letter = brief.letter;
    await this.#read(brief.conversation);
    guardKeys();
  }

  /** F9 from anywhere: the alert that matters most. */
  async go(): Promise<void> {
    const first = this.all.find((brief) => brief.callsMe) ?? this.all.find((brief) => brief.mine) ?? this.all[0];
    if (first && !this.conversation) await this.show(first);
  }

  async next(): Promise<void> {
    const all = this.all;
    const at = all.findIndex((brief) => brief.letter === this.letter);
    const to = all[(at + 1) % all.length];
    if (to) await this.show(to);
  }

  async uncover(): Promise<void> {
    if (this.uncovered) return;
    if (await this.act({ kind: 'seeAlert', letter: this.letter })) {
      this.uncovered = true;
      guardKeys();
    }
  }

  /** Back to what the person was doing; the alert stays in the bar. */
  leave(): void {
    for (const brief of this.all) if (brief.letter === this.letter) this.#aside.add(episode(brief));
    this.#turn += 1;
    this.conversation = null;
    this.uncovered = false;
    const was = this.#was;
    this.#was = null;
    requestAnimationFrame(() => {
      if (!was?.element.isConnected) return;
      was.element.focus({ preventScroll: true });
      if (was.start !== null && 'setSelectionRange' in was.element)
        (was.element as HTMLTextAreaElement).setSelectionRange(was.start, was.end);
    });
  }

  /** Asks the core to do something. Says whether it was done with this alert still on the screen: nothing goes on with another. */
  async act(command: Command): Promise<boolean> {
    if (this.busy || !this.conversation) return false;
    this.busy = true;
    this.failed = null;
    try {
      const turn = this.#turn;
      const { id } = this.conversation;
      const view = await this.desk.drafts.using(id, () => host().act(id, command));
      if (turn !== this.#turn) return false;
      this.conversation = view;
      return true;
    } catch (reason) {
      this.failed = failureWords(asFailure(reason));
      announcer.interrupt(this.failed.what);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #read(id: string): Promise<void> {
    const turn = this.#turn;
    try {
      const view = await host().conversation(id);
      // It may have been left, or another shown, while the core was answering.
      if (turn !== this.#turn) return;
      this.conversation = view;
      if (this.words?.about.of === this.letter) return;
      this.words = this.desk.drafts.of(view, 'alert', this.letter);
      this.noDanger = this.desk.drafts.of(view, 'noDanger', this.letter);
    } catch (reason) {
      this.failed = failureWords(asFailure(reason));
    }
  }

  #remember(): void {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return;
    const caret =
      element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text');
    this.#was = { element, start: caret ? element.selectionStart : null, end: caret ? element.selectionEnd : null };
  }
}
