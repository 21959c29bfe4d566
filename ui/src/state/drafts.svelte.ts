/**
 * What a person is writing, one text per conversation, saved 300 ms after the last key and at once on blur, lock, alert
 * and change of patient. A draft knows its conversation from birth and never meets another. The time shown is the
 * time on disk; a text that could not be saved says so and stays.
 */
import type { DraftView } from '../api.gen';

export type Save = (id: string, text: string) => Promise<DraftView | null>;
export const SAVE_AFTER = 300;

export class Draft {
  text = $state('');
  savedAt = $state<string | null>(null);
  state = $state<'clean' | 'dirty' | 'saving' | 'failed'>('clean');
  #timer: ReturnType<typeof setTimeout> | undefined;
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
    this.state = 'dirty';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER);
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
    try {
      const kept = await this.save(this.conversation, text);
      this.savedAt = kept?.savedAt ?? null;
      if (this.text === text) this.state = 'clean';
      else this.state = 'dirty';
    } catch {
      this.state = 'failed';
    } finally {
      this.#saving = null;
    }
  }

  /** It was sent: the core has cleared it with the sending. */
  sent(): void {
    clearTimeout(this.#timer);
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
    this.#open.clear();
  }
}
