import { describe, expect, it } from 'vitest';
import { moved, noDay, readDay, writtenDay } from './dates';

describe('a day as people write it', () => {
  it.each([
    ['25-Aug-2026', '2026-08-25'],
    ['25/8/2026', '2026-08-25'],
    ['03.04.2026', '2026-04-03'],
    [' 3 4 2026 ', '2026-04-03'],
    ['1st september 2026', '2026-09-01'],
    ['1 sept 2026', '2026-09-01'],
    ['29-feb-2028', '2028-02-29'],
    ['2026-12-31', '2026-12-31'],
  ])('%s is %s', (typed, day) => {
    expect(readDay(typed)).toBe(day);
    expect(readDay(writtenDay(day))).toBe(day);
  });

  it.each(['', '29-Feb-2026', '31/4/2026', '8/25/2026', '25/8/26', '25', 'tomorrow', '25 ma 2026', '0/1/2026'])(
    '%s is no day',
    (typed) => expect(readDay(typed)).toBeNull(),
  );

  it('moves by days and months without leaving the month', () => {
    expect(moved('2026-12-31', { days: 1 })).toBe('2027-01-01');
    expect(moved('2026-03-01', { days: -1 })).toBe('2026-02-28');
    expect(moved('2026-01-31', { months: 1 })).toBe('2026-02-28');
    expect(moved('2026-01-15', { months: -1 })).toBe('2025-12-15');
  });

  it('tells what is no day from no date at all', () => {
    expect(['', '2026-08-25', '31/4/2026', 'soon'].map(noDay)).toEqual([false, false, true, true]);
  });
});
