/**
 * The desk: which queue is shown, which conversation is open, what the bar says. It listens to the core and asks again
 * for what it shows; it decides nothing. Made at sign-in, thrown away at lock.
 */
import type { Bar, Change, DraftView, Page, Queue, Row } from '../api.gen';
import { host } from '../host';
import type { PageName } from '../pages';
import { asFailure, failureWords, type Words } from '../text/failures';
import type { BriefingDraft } from './briefing';
import { clock } from './clock.svelte';
import { OpenConversation } from './conversation.svelte';
import { Drafts } from './drafts.svelte';
import { ListState } from './list.svelte';
import { Undo } from './undo.svelte';

const MOST_FOUND = 200;
const QUEUES: Queue[] = ['needsTriage', 'mine', 'dutyList', 'waiting', 'toFile'];
const isQueue = (page: PageName): page is Queue => (QUEUES as PageName[]).includes(page);

export class Desk {
  page = $state<PageName>('needsTriage');
  /** Counts how often a page was opened: each time the focus goes there. */
  arrivals = $state(0);
  bar = $state.raw<Bar | null>(null);
  open = $state.raw<OpenConversation | null>(null);
  failed = $state<Words | null>(null);
  /** What was asked for opens to named clinicians alone. */
  restricted = $state(false);
  query = $state('');
  /** The locum briefing as it is being written. */
  briefing = $state<BriefingDraft | null>(null);
  readonly undo = new Undo();
  /** Counts what changed in the safety records: whoever shows them asks again. */
  safetyChanges = $state(0);
  readonly drafts: Drafts;
  /** What of the list is on the screen, for following changes. */
  visible = { from: 0, to: 12 };
  #lists = new Map<Queue | 'search', ListState>();
  #before: PageName | null = null;
  /** The list one was in last; whoever has none, the page they began with. */
  #home = $state<PageName | null>(null);
  #opening = 0;
  /** What was open before, by conversation: what was only begun there is taken up again. */
  #begun = new Map<string, OpenConversation>();

  /** With what this person was writing in the practice's own forms. */
  constructor(forms: DraftView[]) {
    this.drafts = new Drafts((about, text) => host().saveDraft(about, text), forms);
  }

  /** The list of the page; search has one too. */
  get list(): ListState | null {
    if (this.page === 'search') return this.listOf('search');
    return isQueue(this.page) ? this.listOf(this.page) : null;
  }

  /** Where the way back from this page leads: from the table of keys to what was before it, else to the list. */
  get back(): PageName | null {
    if (this.page === 'help') return this.#before;
    return this.#home === this.page ? null : this.#home;
  }

  listOf(queue: Queue | 'search'): ListState {
    const known = this.#lists.get(queue);
    if (known) return known;
    const made: ListState = new ListState(
      (offset, limit) => (queue === 'search' ? this.#search(offset) : host().listQueue(queue, offset, limit)),
      () => this.open !== null && made.indexOf(this.open.id) >= 0,
    );
    this.#lists.set(queue, made);
    return made;
  }

  /** A search is one page; a single letter finds everybody and is not asked. */
  async #search(offset: number): Promise<Page> {
    const text = this.query.trim();
    if (text.length < 2 || offset > 0) return { total: 0, offset, rows: [] };
    const found = await host().search(text, MOST_FOUND);
    return { ...found, total: found.rows.length };
  }

  /** Opens a page. The focus follows, except from a control that a person is still using. */
  async go(page: PageName, focus: 'follow' | 'stay' = 'follow'): Promise<void> {
    await this.drafts.flushAll();
    if (page === 'help' && this.page === 'help') this.page = this.#before ?? 'help';
    else this.#turnTo(page);
    if (focus === 'follow') this.arrivals += 1;
    if (isQueue(page)) await this.attempt(() => this.listOf(page).adopt());
  }

  #turnTo(page: PageName): void {
    if (this.page !== 'help' && this.#home) this.#before = this.page;
    if (!this.#home || isQueue(page) || page === 'search') this.#home = page;
    if (page !== 'help') this.leave();
    this.page = page;
  }

  /** Closes the open conversation, and one that is just being opened; its draft is on the disk. */
  leave(): void {
    this.#opening += 1;
    void this.drafts.flushAll();
    if (this.open) void host().viewing(null);
    this.#putDown();
    this.open = null;
  }

  #putDown(): void {
    if (this.open) this.#begun.set(this.open.id, this.open);
  }

  /**
   * Opens a conversation: its banner and words come together, then the core is told that a person looks. The one that is
   * open already stays as it is, with what is chosen in it. Says whether it is what the window shows now: nobody who has
   * gone on to something else meanwhile is called back.
   */
  async openConversation(id: string): Promise<boolean> {
    const turn = (this.#opening += 1);
    await this.drafts.flushAll();
    if (this.open?.id === id) {
      void this.open.look();
      return true;
    }
    await this.attempt(async () => {
      const view = await host().conversation(id);
      if (turn !== this.#opening) return;
      const made = new OpenConversation(view, this.drafts);
      this.#putDown();
      const begun = this.#begun.get(id);
      if (begun) made.resume(begun);
      made.closing = this.page === 'toFile' && view.place !== 'closed';
      this.open = made;
      void host().viewing(id);
      void made.look();
    });
    return turn === this.#opening && this.open?.id === id;
  }

  /**
   * It left this person's hands: its row goes, what waited takes its place if nobody points at the list, and the riskiest
   * that no colleague has is chosen. In a search the next one found is.
   */
  async goOn(id: string, me: string): Promise<Row | undefined> {
    const { list } = this;
    if (this.open?.id === id) this.leave();
    if (!list) return undefined;
    list.drop(id);
    if (this.page === 'search') return list.activeRow;
    await list.follow(this.visible).catch(() => undefined);
    // A change that is heard meanwhile reads the list as well, and the later of the two wins.
    for (let tries = 0; tries < 5 && !list.busy && (list.newer || list.riskier); tries += 1)
      await list.adopt().catch(() => undefined);
    return list.chooseRiskiest((row) => (row.owner === null || row.owner.id === me) && row.viewing === null);
  }

  async attempt(run: () => Promise<void>): Promise<boolean> {
    this.failed = null;
    this.restricted = false;
    try {
      await run();
      return true;
    } catch (reason) {
      const failure = asFailure(reason);
      this.restricted = failure.refusal?.kind === 'restricted';
      this.failed = this.restricted ? null : failureWords(failure);
      return false;
    }
  }

  async readBar(): Promise<void> {
    try {
      const bar = await host().bar();
      this.bar = bar;
      clock.agree(bar.now);
    } catch {
      // The next change asks again; the bar keeps showing what it last knew.
    }
  }

  async changed(change: Change): Promise<void> {
    if (change.kind === 'bar' || change.kind === 'alert' || change.kind === 'drill') await this.readBar();
    if (change.kind === 'safety' || change.kind === 'drill') this.safetyChanges += 1;
    if (change.kind !== 'conversations') return;
    const open = this.open;
    if (open && (change.ids.length === 0 || change.ids.includes(open.id))) {
      try {
        open.follow(await host().conversation(open.id));
      } catch {
        // It stays as it was shown.
      }
    }
    if (this.page !== 'search') await this.list?.follow(this.visible).catch(() => undefined);
  }
}
