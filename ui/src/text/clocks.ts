/**
 * Words for clocks that run towards a limit. A clock is due, due soon or overdue; the three differ in word and shape,
 * colour only repeats it. "Review by" is for a clinician, "Answer by" for the patient; waiting for the patient
 * stops the second and never the first. The instants are the core's; nothing is computed here but the words.
 */
import { comingWhen, type Instant, MINUTE, ms, sameDay, span, time } from './when';

export type Urgency = 'due' | 'soon' | 'over';
export interface ClockWords {
  words: string;
  urgency: Urgency;
}

/** Half an hour before the limit a clock is due soon; what the rules marked is due soon all day. */
export const SOON = 30 * MINUTE;

export function urgency(due: Instant, now: Instant, marked: boolean): Urgency {
  const left = ms(due) - ms(now);
  if (left < 0) return 'over';
  return marked || left <= SOON ? 'soon' : 'due';
}

/** `Review by 18:30 today`, `Review by 11:10, 28 min`, `Review by Thu 09:58`, `Review overdue 20 min`. */
export function reviewBy(due: Instant, now: Instant, marked: boolean): ClockWords {
  return limit('Review', due, now, marked, true);
}

/** `Answer by 18:30`, `Answer by Thu 09:58`, `Answer overdue 20 min`. */
export function answerBy(due: Instant, now: Instant): ClockWords {
  return limit('Answer', due, now, false, false);
}

function limit(what: string, due: Instant, now: Instant, marked: boolean, sayToday: boolean): ClockWords {
  const left = ms(due) - ms(now);
  if (left < 0) return { words: `${what} overdue ${span(-left)}`, urgency: 'over' };
  const how = urgency(due, now, marked);
  const today = sameDay(due, now);
  const tail = today && left <= SOON ? `, ${span(left)}` : today && sayToday && marked ? ' today' : '';
  return { words: `${what} by ${today ? time(due) : comingWhen(due, now)}${tail}`, urgency: how };
}

/** The patient's clock while the practice waits for the patient. */
export const answerPaused = 'Waiting for patient';

/** `Not looked at, 40 min`; from one hour on it is marked. */
export function notLookedAt(since: Instant, now: Instant): { words: string; late: boolean } {
  const waited = ms(now) - ms(since);
  return { words: `Not looked at, ${span(waited)}`, late: waited >= 60 * MINUTE };
}

export interface TimerWords {
  words: string;
  of: string;
  part: number;
  state: 'under' | 'near' | 'over';
}

/** Two minutes for triage; amber from 1:40; over it says by how much and stops nothing. */
export function triageTimer(seconds: number): TimerWords {
  const whole = Math.max(0, Math.floor(seconds));
  const clock = (s: number) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
  if (whole > 120) return { words: `Over by ${clock(whole - 120)}`, of: '', part: 1, state: 'over' };
  return { words: clock(whole), of: 'of 2:00', part: whole / 120, state: whole >= 100 ? 'near' : 'under' };
}

/** `1 new`, `3 new, 1 riskier`, `2 changed places`: what waits above the list until the person wants it. */
export function listNews(newer: number, riskier: number): string {
  if (!newer) return riskier === 1 ? '1 riskier' : `${riskier} riskier`;
  return riskier ? `${newer} new, ${riskier} riskier` : `${newer} new`;
}
