/**
 * What a person is writing, one text per conversation, saved 300 ms after the last key, every second of steady typing, and
 * at once on blur, lock, alert and change of patient. A draft knows its conversation from birth and never meets another.
 * "Saved" stands for the whole text and the time on disk; a text that could not be saved says so, stays, and is tried again.
 */
import type { DraftView } from '../api.gen';

export type Save = (id: string, text: string) => Promise<DraftView | null>;
export const SAVE_AFTER = 300;
/** What may be lost to a power cut in the middle of a sentence, in milliseconds of typing. */
export const SAVE_WITHIN = 1000;
const TRY_AGAIN_AFTER = 5000;

export class Draft {
  text = $state('');
  savedAt = $state<string | null>(null);
  state = $state<'clean' | 'dirty' | 'saving' | 'failed'>('clean');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsavedSince: number | null = null;
  #saving: Promise<void> | null = null;

  constructor(
    readonly conversation: string,
    private readonly save: Save,
    kept: DraftView | null,
  ) {
    this.text = kept?.text ?? '';
    this.savedAt = kept?.savedAt ?? null;
  }

  type(text: string): void {
    this.text = text;
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
      const kept = await this.save(this.conversation, text);
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

  /** Nobody is signed in any more who could save it. */
  leave(): void {
    clearTimeout(this.#timer);
  }

  /** It was sent: the core has cleared it with the sending. */
  sent(): void {
    clearTimeout(this.#timer);
    this.#unsavedSince = null;
    this.text = '';
    this.savedAt = null;
    this.state = 'clean';
  }
}

export class Drafts {
  #open = new Map<string, Draft>();
  constructor(private readonly save: Save) {}

  /** The draft of this conversation; what is being typed here wins over what the disk had. */
  of(conversation: string, kept: DraftView | null): Draft {
    const known = this.#open.get(conversation);
    if (known && (known.state !== 'clean' || known.text)) return known;
    const made = new Draft(conversation, this.save, kept);
    this.#open.set(conversation, made);
    return made;
  }

  async flushAll(): Promise<void> {
    await Promise.all([...this.#open.values()].map((draft) => draft.flush()));
  }

  /** Everything on the screen goes at lock; the disk keeps it. */
  forget(): void {
    this.#open.forEach((draft) => draft.leave());
    this.#open.clear();
  }
}
