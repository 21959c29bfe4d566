import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AnswerCheck } from '../api.gen';
import { ASK_AFTER, AnswerWords } from './answerCheck.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const verdict = (text: string): AnswerCheck => ({ refused: null, links: [], left: -text.length, greets: null });

/** A core that answers when it is told to. */
function core() {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const words = new AnswerWords((text) => {
    asked.push(text);
    return new Promise((answer) => answers.push(() => answer(verdict(text))));
  });
  return { asked, answers, words };
}

it('asks for the first words at once and for later ones when the keys rest', async () => {
  const { asked, words } = core();
  words.follow('');
  await vi.advanceTimersByTimeAsync(0);
  for (const text of ['H', 'He', 'Hel']) {
    words.follow(text);
    await vi.advanceTimersByTimeAsync(ASK_AFTER - 1);
  }
  expect(asked).toEqual(['']);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual(['', 'Hel']);
});

it('shows the verdict on the last words, whichever comes first', async () => {
  const { answers, words } = core();
  void words.ask('old');
  const asking = words.ask('newer');
  answers[1]!();
  await asking;
  answers[0]!();
  await vi.advanceTimersByTimeAsync(0);
  expect(words.verdict).toEqual(verdict('newer'));
});

it('asks once for the same words, and whoever asks again waits for the same verdict', async () => {
  const { asked, answers, words } = core();
  const [first, second] = [words.ask('Hello'), words.ask('Hello')];
  answers[0]!();
  await Promise.all([first, second]);
  expect([asked, words.verdict]).toEqual([['Hello'], verdict('Hello')]);
});

it('keeps no verdict where none can be had, so that nothing stands in the way of sending', async () => {
  let broken = false;
  const words = new AnswerWords(async (text) => {
    if (broken) throw new Error('locked');
    return verdict(text);
  });
  await words.ask('one');
  broken = true;
  await words.ask('two');
  expect(words.verdict).toBeNull();
});
