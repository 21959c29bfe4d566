/**
 * What a person is writing: answers, notes, summaries, reasons, forms. Each is saved 300 ms after the last key, every second of
 * steady typing, and at once on blur, lock, alert and change of patient. A draft knows what it is for from birth and never
 * meets another patient, alert or person. It goes when its words are used.
 * "Saved" stands for the whole text and the time on disk; a text that could not be saved says so, stays, and is tried again.
 */
import { untrack } from 'svelte';
import type { ConversationView, DraftFor, DraftKind, DraftView } from '../api.gen';

export type Save = (about: DraftFor, text: string) => Promise<DraftView | null>;
export const SAVE_AFTER = 300;
/** What may be lost to a power cut in the middle of a sentence, in milliseconds of typing. */
export const SAVE_WITHIN = 1000;
const TRY_AGAIN_AFTER = 5000;

export class Draft {
  #text = $state('');
  savedAt = $state<string | null>(null);
  state = $state<'clean' | 'dirty' | 'saving' | 'failed'>('clean');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsavedSince: number | null = null;
  #saving: Promise<void> | null = null;

  constructor(
    readonly about: DraftFor,
    private readonly save: Save,
    kept: DraftView | null,
  ) {
    this.#text = kept?.text ?? '';
    this.savedAt = kept?.savedAt ?? null;
  }

  get text(): string {
    return this.#text;
  }
  /** For `bind:value`: every change is kept. */
  set text(text: string) {
    this.type(text);
  }

  type(text: string): void {
    this.#text = text;
    if (this.state !== 'failed') this.state = 'dirty';
    this.#unsavedSince ??= Date.now();
    this.#saveIn(Math.min(SAVE_AFTER, this.#unsavedSince + SAVE_WITHIN - Date.now()));
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, ms));
  }

  /** On the disk when this resolves, or `failed` says why not. Saves follow one another, so the last text wins. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#saving) await this.#saving;
    if (this.state !== 'dirty' && this.state !== 'failed') return;
    this.#saving = this.#write();
    await this.#saving;
    if ((this.state as string) === 'dirty') await this.flush();
  }

  async #write(): Promise<void> {
    const text = this.text;
    this.state = 'saving';
    this.#unsavedSince = null;
    try {
      const kept = await this.save(this.about, text);
      this.savedAt = kept?.savedAt ?? null;
      if (this.text === text) this.state = 'clean';
      else this.state = 'dirty';
    } catch {
      this.state = 'failed';
      this.#saveIn(TRY_AGAIN_AFTER);
    } finally {
      this.#saving = null;
    }
  }

  /** Nothing is typed here, and nothing waits to be saved. */
  get empty(): boolean {
    return this.state === 'clean' && this.text === '';
  }

  /** Carries out what uses its words: done, they are gone here and on the disk; refused, they stay. */
  async spend(act: () => Promise<boolean>): Promise<boolean> {
    await this.flush();
    const done = await act();
    if (done) this.used();
    return done;
  }

  /** Nobody is signed in any more who could save it. */
  leave(): void {
    clearTimeout(this.#timer);
  }

  /** Its words were used: the core has cleared it in the same step. */
  used(): void {
    clearTimeout(this.#timer);
    this.#unsavedSince = null;
    this.#text = '';
    this.savedAt = null;
    this.state = 'clean';
  }
}

const keyOf = ({ conversation, kind, of }: DraftFor) => `${conversation} ${kind} ${of}`;

export class Drafts {
  /** Something typed is not on the disk, and is tried again. */
  unsaved = $state(false);
  #open = new Map<string, Draft>();
  #failed = new Set<string>();
  #forms: DraftView[];

  /** With what was kept of the practice's own forms at sign-in. */
  constructor(
    private readonly save: Save,
    forms: DraftView[] = [],
  ) {
    this.#forms = forms;
  }

  /** A draft of a conversation, by what its view has of it; what is being typed here wins over what the disk had. */
  of(view: Pick<ConversationView, 'id' | 'drafts'>, kind: DraftKind, of: string | null = null): Draft {
    return this.#draft({ conversation: view.id, kind, of }, view.drafts);
  }

  /** A draft of one of the practice's own forms. */
  form(kind: DraftKind, of: string | null = null): Draft {
    const about = { conversation: null, kind, of };
    const draft = this.#draft(about, this.#forms);
    this.#forms = this.#forms.filter((one) => keyOf(one.about) !== keyOf(about));
    return draft;
  }

  #draft(about: DraftFor, kept: DraftView[]): Draft {
    const key = keyOf(about);
    const [known, found] = [this.#open.get(key), kept.find((one) => keyOf(one.about) === key)];
    if (known && !(found && untrack(() => known.empty))) return known;
    const made = new Draft(about, this.#watched, found ?? null);
    this.#open.set(key, made);
    return made;
  }

  #watched: Save = async (about, text) => {
    const key = keyOf(about);
    try {
      const kept = await this.save(about, text);
      this.#failed.delete(key);
      return kept;
    } catch (reason) {
      this.#failed.add(key);
      throw reason;
    } finally {
      this.unsaved = this.#failed.size > 0;
    }
  };

  /** Carries out a command on a conversation. What was on the disk before, and is not after it, was used by it. */
  async using(conversation: string, act: () => Promise<ConversationView>): Promise<ConversationView> {
    const here = [...this.#open.values()].filter((draft) => draft.about.conversation === conversation);
    await Promise.all(here.map((draft) => draft.flush()));
    const before = here.filter((draft) => draft.state === 'clean').map((draft) => ({ draft, text: draft.text }));
    const view = await act();
    const kept = new Set(view.drafts.map((one) => keyOf(one.about)));
    for (const { draft, text } of before)
      if (draft.state === 'clean' && draft.text === text && !kept.has(keyOf(draft.about))) draft.used();
    return view;
  }

  async flushAll(): Promise<void> {
    await Promise.all([...this.#open.values()].map((draft) => draft.flush()));
  }

  /** Everything on the screen goes at lock; the disk keeps it. */
  forget(): void {
    this.#open.forEach((draft) => draft.leave());
    this.#open.clear();
    this.#failed.clear();
    this.#forms = [];
    this.unsaved = false;
  }
}
