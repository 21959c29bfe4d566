import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationView, DraftFor, DraftView } from '../api.gen';
import { Draft, Drafts, SAVE_WITHIN } from './drafts.svelte';

const answer = (conversation: string): DraftFor => ({ conversation, kind: 'answer', of: null });
const A = answer('a');
const kept = (text: string, about = A) => ({ about, text, savedAt: '2026-08-25T09:42:00Z' });
const view = (id: string, ...drafts: DraftView[]) => ({ id, drafts }) as unknown as ConversationView;

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reach the disk 300 ms after the last key, once', async () => {
    const save = vi.fn(async (_about: DraftFor, text: string) => kept(text));
    const draft = new Draft(A, save, null);
    draft.type('He');
    await vi.advanceTimersByTimeAsync(299);
    draft.type('Hello');
    await vi.advanceTimersByTimeAsync(299);
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(save.mock.calls).toEqual([[A, 'Hello']]);
    expect(draft.state).toBe('clean');
    expect(draft.savedAt).toBe('2026-08-25T09:42:00Z');
  });

  it('reach the disk within a second of steady typing, and are not called saved meanwhile', async () => {
    const saved: string[] = [];
    const draft = new Draft(A, async (_about, text) => (saved.push(text), kept(text)), null);
    for (let key = 1; key <= 12; key += 1) {
      draft.type('x'.repeat(key));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(saved).toEqual(['x'.repeat(10)]);
    expect(draft.savedAt).not.toBeNull();
    expect(draft.state).toBe('dirty');
    await vi.advanceTimersByTimeAsync(SAVE_WITHIN);
    expect([saved.at(-1), draft.state]).toEqual(['x'.repeat(12), 'clean']);
  });

  it('are saved at once when asked, and the last text wins over a slow save', async () => {
    const waiting: (() => void)[] = [];
    const saved: string[] = [];
    const save = vi.fn(
      (_about: DraftFor, text: string) =>
        new Promise<ReturnType<typeof kept>>((done) => waiting.push(() => (saved.push(text), done(kept(text))))),
    );
    const draft = new Draft(A, save, null);
    draft.type('one');
    const first = draft.flush();
    draft.type('two');
    const second = draft.flush();
    await vi.advanceTimersByTimeAsync(0);
    waiting.shift()!();
    await vi.advanceTimersByTimeAsync(0);
    waiting.shift()!();
    await Promise.all([first, second]);
    expect(saved).toEqual(['one', 'two']);
    expect(draft.state).toBe('clean');
  });

  it('that cannot be saved stay, say so, and are tried again', async () => {
    let full = true;
    const save = async (_about: DraftFor, text: string) => {
      if (full) throw { code: 'storage' };
      return kept(text);
    };
    const draft = new Draft(A, save, null);
    draft.type('kept');
    await draft.flush();
    expect([draft.text, draft.state]).toEqual(['kept', 'failed']);
    draft.type('kept on');
    expect(draft.state, 'typing on saves nothing').toBe('failed');
    await vi.advanceTimersByTimeAsync(SAVE_WITHIN);
    expect(draft.state).toBe('failed');
    full = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect([draft.text, draft.state]).toEqual(['kept on', 'clean']);
  });

  it('belong to one conversation and one alert and never show in another', () => {
    const drafts = new Drafts(async (_about, text) => kept(text));
    drafts.of(view('a'), 'answer').type('for A');
    drafts.of(view('a'), 'alert', 'one letter').type('about one');
    expect(drafts.of(view('b'), 'answer').text).toBe('');
    expect(drafts.of(view('a'), 'note').text).toBe('');
    expect(drafts.of(view('a'), 'alert', 'another letter').text).toBe('');
    expect(drafts.of(view('b', kept('B on disk', answer('b')), kept('A on disk')), 'answer').text).toBe('B on disk');
    expect(drafts.of(view('a', kept('older')), 'answer').text).toBe('for A');
    drafts.forget();
    expect(drafts.of(view('a', kept('on disk')), 'answer').text).toBe('on disk');
  });

  it('go with the command that used them, and only if the core has them no more', async () => {
    const disk = new Map<string, string>();
    const save = async (about: DraftFor, text: string) => (disk.set(about.kind, text), kept(text, about));
    const drafts = new Drafts(save);
    const [note, summary] = [drafts.of(view('a'), 'note'), drafts.of(view('a'), 'summary')];
    const other = drafts.of(view('b'), 'note');
    [note, summary, other].forEach((draft) => draft.type('words'));
    await drafts.using('a', async () => {
      expect(disk.get('note'), 'on the disk before the command is sent').toBe('words');
      return view('a', kept('words', { ...A, kind: 'summary' }));
    });
    expect([note.text, summary.text, other.text]).toEqual(['', 'words', 'words']);
    await drafts.using('a', async () => (summary.type('typed meanwhile'), view('a')));
    expect(summary.text).toBe('typed meanwhile');
    await expect(drafts.using('a', () => Promise.reject(new Error('refused')))).rejects.toThrow();
    expect(summary.text).toBe('typed meanwhile');
  });

  it('of forms come back once, until they are used', async () => {
    const about: DraftFor = { conversation: null, kind: 'incident', of: null };
    const drafts = new Drafts(async (_about, text) => kept(text), [kept('the printer', about)]);
    const draft = drafts.form('incident');
    expect(draft.text).toBe('the printer');
    expect(await draft.spend(async () => false)).toBe(false);
    expect(drafts.form('incident').text).toBe('the printer');
    await draft.spend(async () => true);
    expect(drafts.form('incident').text).toBe('');
  });

  it('say that something is not saved until it is', async () => {
    let full = true;
    const drafts = new Drafts(async (_about, text) => {
      if (full) throw { code: 'storage' };
      return kept(text);
    });
    drafts.of(view('a'), 'note').type('words');
    await drafts.flushAll();
    expect(drafts.unsaved).toBe(true);
    full = false;
    await drafts.flushAll();
    expect(drafts.unsaved).toBe(false);
  });
});
