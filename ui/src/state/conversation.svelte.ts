/**
 * The conversation that is open: what the core shows of it, what this person has seen of it, how long triage has
 * taken, which destination is chosen but not yet carried out. It is made anew for every opening, so nothing of one
 * patient can be left over for the next; what was begun for this one is taken up again.
 */
import type { Command, Contact, ConversationView, Failure, Route } from '../api.gen';
import { host } from '../host';
import { asFailure, failureWords, type Words } from '../text/failures';
import { calledContacts, calledOf, outcomeKinds } from '../text/terms';
import { clock } from './clock.svelte';
import { ClosingForm } from './closing.svelte';
import type { Draft, Drafts } from './drafts.svelte';

/** Typing renews a claim at most this often. */
const RENEW_AFTER = 5 * 60_000;

export class OpenConversation {
  view = $state.raw<ConversationView>(null!);
  /** How many messages this person has had before their eyes. */
  seen = $state(0);
  /** Chosen in triage, carried out by the filled button. */
  destination = $state<Route | null>(null);
  /** Close and file instead of the thread. */
  closing = $state(false);
  seconds = $state(0);
  /** How it is to end: kept here so that looking something up on the way loses nothing. */
  form: ClosingForm;
  contact = $state<Contact | null>(null);
  /** When the patient was rung from the duty list, until it is recorded how that went. */
  phonedAt = $state<number | null>(null);
  readonly draft: Draft;
  /** Of a call, or for whoever has it next. */
  readonly note: Draft;
  readonly reopenWhy: Draft;
  readonly overrideWhy: Draft;
  readonly incident: Draft;
  /** An answer that was discarded, until something else is written: it can be put back. */
  discarded = $state('');
  busy = $state(false);
  failed = $state<Words | null>(null);
  failure = $state.raw<Failure | null>(null);

  constructor(
    view: ConversationView,
    private readonly drafts: Drafts,
  ) {
    this.view = view;
    this.draft = drafts.of(view, 'answer');
    this.note = drafts.of(view, 'note');
    this.reopenWhy = drafts.of(view, 'reopen');
    this.overrideWhy = drafts.of(view, 'override');
    this.incident = drafts.of(view, 'incident');
    this.form = new ClosingForm(view, drafts.of(view, 'outcome'), drafts.of(view, 'summary'), clock.now);
    this.seen = view.messages;
    this.seconds = view.triage.seconds;
    this.destination = view.triage.route;
  }

  get id(): string {
    return this.view.id;
  }
  /** Why what was found in a letter is no danger, while a clinician writes it. */
  noDanger(letter: string): Draft {
    return this.drafts.of(this.view, 'noDanger', letter);
  }
  get name(): string {
    return calledOf(this.view.patient);
  }
  /** Everybody an answer from here may greet: the patient, and whoever wrote. */
  get called(): string[] {
    const { name } = this.view.patient;
    const writers = this.letters.flatMap(({ writer }) => (writer.kind === 'other' ? [writer.name] : []));
    return [...(name ? [`${name.given} ${name.family}`] : []), ...writers];
  }
  get letters() {
    return this.view.entries.flatMap((entry) => (entry.what.kind === 'received' ? [entry.what] : []));
  }
  get unread() {
    return this.letters.flatMap((letter) =>
      letter.findings.filter((f) => !f.read).map((finding) => ({ letter: letter.letter, finding })),
    );
  }
  /** Have the rules read every message? What they have not read is not one in which they found nothing. */
  get assessed(): boolean {
    return this.letters.every((letter) => letter.tier !== null && letter.tier.kind !== 'unassessed');
  }
  /** Something has come that this person has not looked at. */
  get news(): boolean {
    return this.view.messages > this.seen;
  }
  get heldByOther(): boolean {
    return this.view.claim !== null && !this.view.claim.mine;
  }
  /** Is the checklist open? What went to the duty list at once may have left it undone. */
  get triaging(): boolean {
    const { place, triage } = this.view;
    return place === 'needsTriage' || (place === 'dutyList' && triage.missing.length > 0);
  }
  /** A destination is chosen that has not been carried out. */
  get rerouting(): boolean {
    return this.destination !== null && this.destination !== this.view.triage.route;
  }
  /** Where it goes on when it is not answered by message here: what stands in place of the composer. */
  get onward(): Exclude<Route, 'answerHere'> | null {
    const { destination } = this;
    if (destination === null || destination === 'answerHere') return null;
    return this.rerouting || (destination === 'phone' && this.view.place === 'answering') ? destination : null;
  }
  /** It may not be answered by message. */
  get excluded(): boolean {
    return this.view.replyRefused?.kind === 'excludedTopic' && this.view.place !== 'closed';
  }
  /** Is the outcome chosen beside the answer? */
  get asksOutcome(): boolean {
    return this.view.place !== 'closed' && !this.onward && !this.excluded && this.view.replyBy !== null;
  }
  /** What 1, 2, 3 … choose once the checklist is done, as far as it is known where it goes. */
  choices(): (() => void)[] {
    if (this.onward === 'phone') return calledContacts.map((one) => () => (this.contact = one));
    if (!this.asksOutcome || this.destination === null) return [];
    return [...outcomeKinds.map((kind) => () => this.form.choose(kind)), () => (this.form.after = 'wait')];
  }
  /** How long triage has taken, if what is done now ends it: one command, so that no crash lies between the two. */
  get endsTriage(): number | null {
    return this.rerouting ? Math.round(this.seconds) : null;
  }
  /** Whoever holds it, for "Dr Brandt is answering this". */
  get holder(): string | undefined {
    return this.view.claim?.by.name;
  }

  /** What of an earlier opening by the same person was only begun: notes, choices and a call are not lost by going back. */
  resume(from: OpenConversation): void {
    const same = from.view.place === this.view.place && from.view.messages === this.view.messages;
    if (from.id !== this.id || !same) return;
    this.form = from.form;
    this.contact = from.contact;
    this.phonedAt = from.phonedAt;
    this.discarded = from.discarded;
    if (from.view.triage.route === this.view.triage.route) this.destination = from.destination;
  }

  /** Takes over what the core says now, without touching what the person has chosen or typed. */
  follow(view: ConversationView): void {
    if (view.id !== this.view.id) return;
    const moved = view.triage.route !== this.view.triage.route;
    this.view = view;
    // Where it went by now wins over what was only chosen here.
    if (moved) this.destination = view.triage.route;
  }

  /** Asks the core to do something. Says whether it was done; if not, `failed` has the words. */
  async act(command: Command): Promise<boolean> {
    this.failed = null;
    this.failure = null;
    try {
      this.follow(await this.drafts.using(this.id, () => host().act(this.id, command)));
      return true;
    } catch (reason) {
      this.failure = asFailure(reason);
      this.failed = failureWords(this.failure, this.holder);
      return false;
    }
  }

  /** Like `act`, but one at a time, with the button saying so. */
  async work(run: () => Promise<boolean>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      return await run();
    } finally {
      this.busy = false;
    }
  }

  async look(): Promise<void> {
    try {
      this.follow(await host().act(this.id, { kind: 'look' }));
      this.seen = this.view.messages;
    } catch {
      // Reading goes on; the core counts it as not looked at.
    }
  }

  /** Typing and choosing take a conversation for a while; a colleague's hold is never broken by it. */
  async claim(): Promise<void> {
    const fresh = this.view.claim?.mine === true && performance.now() - this.#claimedAt < RENEW_AFTER;
    if (fresh || this.heldByOther || this.view.place === 'closed') return;
    this.#claimedAt = performance.now();
    await this.act({ kind: 'take' });
  }
  #claimedAt = -Infinity;
}
