import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Draft, Drafts, SAVE_WITHIN } from './drafts.svelte';

const kept = (text: string) => ({ text, savedAt: '2026-08-25T09:42:00Z' });

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reach the disk 300 ms after the last key, once', async () => {
    const save = vi.fn(async (_id: string, text: string) => kept(text));
    const draft = new Draft('a', save, null);
    draft.type('He');
    await vi.advanceTimersByTimeAsync(299);
    draft.type('Hello');
    await vi.advanceTimersByTimeAsync(299);
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(save.mock.calls).toEqual([['a', 'Hello']]);
    expect(draft.state).toBe('clean');
    expect(draft.savedAt).toBe('2026-08-25T09:42:00Z');
  });

  it('reach the disk within a second of steady typing, and are not called saved meanwhile', async () => {
    const saved: string[] = [];
    const draft = new Draft('a', async (_id, text) => (saved.push(text), kept(text)), null);
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
      (_id: string, text: string) =>
        new Promise<ReturnType<typeof kept>>((done) => waiting.push(() => (saved.push(text), done(kept(text))))),
    );
    const draft = new Draft('a', save, null);
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
    const save = async (_id: string, text: string) => {
      if (full) throw { code: 'storage' };
      return kept(text);
    };
    const draft = new Draft('a', save, null);
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

  it('belong to one conversation and never show in another', () => {
    const drafts = new Drafts(async (_id, text) => kept(text));
    drafts.of('a', null).type('for A');
    expect(drafts.of('b', null).text).toBe('');
    expect(drafts.of('b', kept('B on disk')).text).toBe('B on disk');
    expect(drafts.of('a', kept('older')).text).toBe('for A');
    drafts.forget();
    expect(drafts.of('a', kept('on disk')).text).toBe('on disk');
  });
});
