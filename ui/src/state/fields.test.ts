import { beforeEach, expect, it, vi } from 'vitest';
import { Fields } from './fields.svelte';

/** A core that answers when it is told to. */
const { answers } = vi.hoisted(() => ({ answers: [] as ((right: boolean) => void)[] }));
vi.mock('../host', () => ({
  host: () => ({
    checkField: () =>
      new Promise<void>((right, wrong) => answers.push((is) => (is ? right() : wrong(new Error('not right'))))),
  }),
}));
const answer = (right: boolean) => answers.shift()!(right);
const work = vi.fn(() => Promise.resolve());
const form = () => new Fields(() => ({ password: 'otter-canal-lantern' }));
beforeEach(() => {
  answers.length = 0;
  work.mockReset().mockResolvedValue(undefined);
});

it('does the work once the core finds nothing wrong', async () => {
  const fields = form();
  const sending = fields.send({ again: null }, work);
  expect(fields.busy).toBe(true);
  expect(work).not.toHaveBeenCalled();
  answer(true);
  await sending;
  expect(work).toHaveBeenCalledOnce();
  expect([fields.busy, fields.failed]).toEqual([false, null]);
});

it('a form that is wrong as it is sent is not sent, though it is mended while the core is asked', async () => {
  let again: string | null = 'The two passwords differ';
  const fields = form();
  const sending = fields.send({ again }, work);
  again = null;
  answer(true);
  await sending;
  expect([again, work.mock.calls.length, fields.busy]).toEqual([null, 0, false]);
});

it('says which field is not right', async () => {
  const fields = form();
  const sending = fields.send({}, work);
  expect(fields.wrong('password', 'Too easy')).toBeNull();
  answer(false);
  await sending;
  expect(fields.wrong('password', 'Too easy')).toBe('Too easy');
  expect(work).not.toHaveBeenCalled();
});

it('a second press while the first is under way does nothing, and a failure is said until the next page', async () => {
  work.mockRejectedValueOnce({ code: 'userNameTaken' });
  const fields = form();
  const sending = fields.send({}, work);
  void fields.send({}, work);
  answer(true);
  await sending;
  expect([work.mock.calls.length, answers.length]).toEqual([1, 0]);
  expect(fields.failed?.what).toBe('Somebody else has that user name.');
  fields.begin();
  expect([fields.tried, fields.failed]).toEqual([false, null]);
});
