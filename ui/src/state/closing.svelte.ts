/** How a conversation is to end, while a person fills it in. */
import type { AfterSend, Closing, ConversationView, FileAs, Online, Outcome } from '../api.gen';
import type { OutcomeKind } from '../text/terms';
import type { Draft } from './drafts.svelte';

const DAY = 86_400_000;

export class ClosingForm {
  outcome = $state<OutcomeKind | null>(null);
  fileAs = $state<FileAs>('exactCopy');
  online = $state<Online>('shown');
  after = $state<'close' | 'wait'>('close');
  until = $state('');

  constructor(
    view: ConversationView,
    /** How it ended, where no outcome of the list fits. */
    readonly what: Draft,
    readonly summary: Draft,
    now: number,
  ) {
    this.online = view.onlineByRule;
    this.until = new Date(now + 7 * DAY).toISOString().slice(0, 10);
    const route = view.triage.route;
    if (route === 'phone') this.outcome = 'dealtWithByPhone';
    if (route === 'appointment') this.outcome = 'appointmentMade';
  }

  /** It closes with this outcome. */
  choose(outcome: OutcomeKind): void {
    this.after = 'close';
    this.outcome = outcome;
  }

  get ready(): boolean {
    return this.outcome !== null && (this.outcome !== 'other' || this.what.text.trim() !== '');
  }

  closing(): Closing {
    const outcome: Outcome =
      this.outcome === 'other'
        ? { kind: 'other', what: this.what.text.trim() }
        : { kind: this.outcome ?? 'questionAnswered' };
    return { outcome, summary: this.summary.text.trim(), fileAs: this.fileAs, online: this.online };
  }

  then(): AfterSend {
    return this.after === 'wait' ? { kind: 'wait', until: this.until } : { kind: 'close', closing: this.closing() };
  }
}
