import { describe, expect, it } from 'vitest';
import { answerBy, listNews, notLookedAt, reviewBy, triageTimer } from './clocks';
import type { EntryView, StaffView } from '../api.gen';
import { knock } from './alert';
import { safetyText } from './safety';
import { sentAt } from './thread';
import { listName, listed, nhsNumber, plainName, telephone, writerShort } from './people';
import { age, ago, born, comingWhen, dayDate, dayLine, londonToday, plainDate, shortWhen, span, time } from './when';

const NOW = '2026-08-25T09:42:00Z'; // Tuesday 10:42 in the practice

describe('dates and times', () => {
  it.each([
    ['2026-08-25T09:42:00Z', '10:42', 'Tue 25-Aug-2026'],
    ['2026-01-05T09:42:00Z', '09:42', 'Mon 05-Jan-2026'],
    ['2026-10-25T00:30:00Z', '01:30 BST', 'Sun 25-Oct-2026'], // before the clocks go back
    ['2026-10-25T01:30:00Z', '01:30 GMT', 'Sun 25-Oct-2026'], // after
    ['2026-10-24T23:59:00Z', '00:59', 'Sun 25-Oct-2026'],
    ['2026-10-25T02:00:00Z', '02:00', 'Sun 25-Oct-2026'],
    ['2026-03-29T01:00:00Z', '02:00', 'Sun 29-Mar-2026'],
    ['2026-12-31T23:59:59Z', '23:59', 'Thu 31-Dec-2026'],
    ['2026-07-01T23:30:00Z', '00:30', 'Thu 02-Jul-2026'], // already tomorrow in the practice
  ])('%s is %s on %s', (instant, clock, day) => {
    expect(time(instant)).toBe(clock);
    expect(dayDate(instant)).toBe(day);
  });

  it.each(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-08-25T08:58:00Z'])(
    'what a clock shows is read again as it was: %s',
    (instant) => {
      const later = new Date(instant).getTime() + 90 * 60_000;
      expect(londonToday(time(instant), later)).toBe(new Date(instant).getTime());
    },
  );

  it.each([
    ['2026-08-25T08:58:00Z', '09:58'],
    ['2026-08-24T16:46:00Z', 'Yesterday 17:46'],
    ['2026-08-20T16:46:00Z', 'Thu 17:46'],
    ['2026-08-18T16:46:00Z', '18-Aug-2026'],
  ])('the past is as short as it can be: %s is %s', (instant, words) => {
    expect(shortWhen(instant, NOW)).toBe(words);
  });

  it.each([
    ['2026-08-25T17:30:00Z', '18:30'],
    ['2026-08-27T08:58:00Z', 'Thu 09:58'],
    ['2026-09-01T08:58:00Z', 'Tue 01-Sep-2026'],
  ])('what is to come: %s is %s', (instant, words) => {
    expect(comingWhen(instant, NOW)).toBe(words);
  });

  it('names the day of a thread', () => {
    expect(dayLine('2026-08-25T08:00:00Z', NOW)).toBe('Today, Tuesday 25-Aug-2026');
    expect(dayLine('2026-08-24T08:00:00Z', NOW)).toBe('Yesterday, Monday 24-Aug-2026');
    expect(dayLine('2026-08-01T08:00:00Z', NOW)).toBe('Saturday 01-Aug-2026');
  });

  it.each([
    [20_000, 'under 1 min'],
    [40 * 60_000, '40 min'],
    [72 * 60_000, '1 h 12'],
    [100 * 60_000, '1 h 40'],
    [26 * 3_600_000, '1 day'],
    [80 * 3_600_000, '3 days'],
  ])('%i ms is %s', (length, words) => {
    expect(span(length)).toBe(words);
  });

  it('counts minutes ago in words', () => {
    expect(ago('2026-08-25T09:41:30Z', NOW)).toBe('less than a minute ago');
    expect(ago('2026-08-25T09:41:00Z', NOW)).toBe('1 minute ago');
    expect(ago('2026-08-25T09:39:00Z', NOW)).toBe('3 minutes ago');
  });

  it('counts years by birthdays', () => {
    expect(born('1987-03-14', NOW)).toBe('14-Mar-1987 (39y)');
    expect(age('1987-08-25', NOW)).toBe(39);
    expect(age('1987-08-26', NOW)).toBe(38);
    expect(age('2004-02-29', '2026-02-28T12:00:00Z')).toBe(21);
    expect(age('2004-02-29', '2026-03-01T12:00:00Z')).toBe(22);
    expect(born('2025-12-01', NOW)).toBe('01-Dec-2025 (8m)');
    expect(plainDate('2026-08-05')).toBe('05-Aug-2026');
  });
});

describe('clocks', () => {
  it.each([
    ['2026-08-25T17:30:00Z', true, 'Review by 18:30 today', 'soon'],
    ['2026-08-25T16:46:00Z', false, 'Review by 17:46', 'due'],
    ['2026-08-25T10:10:00Z', false, 'Review by 11:10, 28 min', 'soon'],
    ['2026-08-27T08:58:00Z', false, 'Review by Thu 09:58', 'due'],
    ['2026-08-25T09:22:00Z', true, 'Review overdue 20 min', 'over'],
  ])('review %s', (due, marked, words, urgency) => {
    expect(reviewBy(due, NOW, marked)).toEqual({ words, urgency });
  });

  it('gives the patient’s clock its own words', () => {
    expect(answerBy('2026-08-25T17:30:00Z', NOW)).toEqual({ words: 'Answer by 18:30', urgency: 'due' });
    expect(answerBy('2026-08-25T09:00:00Z', NOW)).toEqual({ words: 'Answer overdue 42 min', urgency: 'over' });
  });

  it('marks what nobody looked at for an hour', () => {
    expect(notLookedAt('2026-08-25T09:02:00Z', NOW)).toEqual({ words: 'Not looked at, 40 min', late: false });
    expect(notLookedAt('2026-08-25T08:02:00Z', NOW)).toEqual({ words: 'Not looked at, 1 h 40', late: true });
  });

  it.each([
    [0, '0:00', 'under'],
    [99, '1:39', 'under'],
    [100, '1:40', 'near'],
    [120, '2:00', 'near'],
    [140, 'Over by 0:20', 'over'],
  ])('triage timer at %i s says %s', (seconds, words, state) => {
    expect(triageTimer(seconds)).toMatchObject({ words, state });
  });

  it('says what waits above the list', () => {
    expect(listNews(3, 1)).toBe('3 new, 1 riskier');
    expect(listNews(1, 0)).toBe('1 new');
    expect(listNews(0, 2)).toBe('2 riskier');
  });
});

describe('people', () => {
  it('writes names so that they are recognised', () => {
    expect(listName({ family: 'Patel', given: 'Amira' })).toBe('PATEL, Amira');
    expect(listName({ family: 'O’Neill', given: '' })).toBe('O’NEILL');
    expect(plainName({ family: 'Patel', given: 'Amira' })).toBe('Amira Patel');
    expect(writerShort('daughter', 'Susan Wood')).toBe('daughter Susan');
    expect(listed(['A', 'B', 'C'])).toBe('A, B and C');
  });

  it('reads numbers out', () => {
    expect(nhsNumber('9990000026')).toBe('999 000 0026');
    expect(nhsNumber('12')).toBe('12');
    expect(telephone('+447700900318')).toBe('07700 900318');
    expect(telephone('01632 960177')).toBe('01632 960177');
    expect(telephone('18001 01632 960177')).toBe('18001 01632 960177');
  });
});

describe('the thread', () => {
  it('has weekend post under its own day', () => {
    const at = '2026-08-24T08:00:00Z';
    const received = { kind: 'received', receivedAt: '2026-08-22T14:00:00Z' } as EntryView['what'];
    expect(sentAt({ at, what: received })).toBe('2026-08-22T14:00:00Z');
    expect(sentAt({ at, what: { kind: 'taken' } })).toBe(at);
  });
});

describe('a drill', () => {
  it('is due for what is so: an old one, or none yet', () => {
    expect(safetyText.drillDue(true)).toBe('A drill is due: the last one is a week old.');
    expect(safetyText.drillDue(false)).toBe('A drill is due: there has been none yet.');
  });
});

describe('an alert with nobody named', () => {
  it('sends nobody to a name that is not there', () => {
    expect(knock([null, null])).toBe('Nobody is named as duty clinician: go to any clinician.');
    const duty = { id: '1', name: 'Dr N Okafor', roles: ['gp'] } as unknown as StaffView;
    expect(knock([duty, null])).toBe('Go and knock: Dr Okafor.');
  });
});
