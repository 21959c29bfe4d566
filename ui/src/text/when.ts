/**
 * Dates and times as the practice says them: `Tue 25-Aug-2026`, the 24-hour clock, always Europe/London whatever the
 * computer's own zone is. Nothing here asks what time it is: every helper is told. Words for clocks that run
 * towards a limit ("Review by 18:30 today") are in clocks.ts.
 */

const ZONE = 'Europe/London';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** An instant as the core sends it (RFC 3339) or as the clock gives it (milliseconds). */
export type Instant = string | number | Date;

interface Local {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: string;
  minute: string;
  /** Which of the two, in the hour that comes twice when summer time ends: ` BST` or ` GMT`; else empty. */
  summer: string;
  /** Days since 1970 of the local calendar: two instants on one local day have the same number. */
  dayNumber: number;
}

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const seen = new Map<number, Local>();

/** The local calendar and clock in the practice at an instant. Cached: a list asks for the same minutes again and again. */
function local(instant: Instant): Local {
  const minute = Math.floor(ms(instant) / MINUTE);
  const known = seen.get(minute);
  if (known) return known;
  const p = Object.fromEntries(parts.formatToParts(minute * MINUTE).map((x) => [x.type, x.value]));
  const [year, month, day] = [Number(p['year']), Number(p['month']), Number(p['day'])];
  const midnight = Date.UTC(year, month - 1, day);
  const made: Local = {
    year,
    month,
    day,
    weekday: new Date(midnight).getUTCDay(),
    hour: p['hour'] ?? '',
    minute: p['minute'] ?? '',
    summer: month === 10 && p['hour'] === '01' ? whichOfTwo(minute * MINUTE) : '',
    dayNumber: midnight / 86_400_000,
  };
  if (seen.size > 5_000) seen.clear();
  seen.set(minute, made);
  return made;
}

const shortClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The clock shows the same an hour before or after: the first of the two is summer time. */
function whichOfTwo(at: number): string {
  const shown = shortClock.format(at);
  return shortClock.format(at + HOUR) === shown ? ' BST' : shortClock.format(at - HOUR) === shown ? ' GMT' : '';
}

export function ms(instant: Instant): number {
  return typeof instant === 'number' ? instant : new Date(instant).getTime();
}

const two = (n: number) => String(n).padStart(2, '0');

/** `10:42`; `01:30 BST` and `01:30 GMT` in the hour that comes twice. */
export function time(instant: Instant): string {
  const l = local(instant);
  return `${l.hour}:${l.minute}${l.summer}`;
}

/** `25-Aug-2026` */
export function date(instant: Instant): string {
  const l = local(instant);
  return `${two(l.day)}-${MONTHS[l.month - 1]}-${l.year}`;
}

/** `Tue 25-Aug-2026` */
export function dayDate(instant: Instant): string {
  return `${DAYS[local(instant).weekday]} ${date(instant)}`;
}

/** `Tuesday 25-Aug-2026`; for the line between the days of a thread, "Today, Tuesday 25-Aug-2026". */
export function dayLine(instant: Instant, now: Instant): string {
  const l = local(instant);
  const days = local(now).dayNumber - l.dayNumber;
  const lead = days === 0 ? 'Today, ' : days === 1 ? 'Yesterday, ' : '';
  return `${lead}${LONG_DAYS[l.weekday]} ${date(instant)}`;
}

/** Is it the same day in the practice? */
export function sameDay(a: Instant, b: Instant): boolean {
  return local(a).dayNumber === local(b).dayNumber;
}

/** As short as it can be without being mistaken: `10:42`, `Yesterday 17:46`, `Mon 17:46`, `18-Aug-2026`. */
export function shortWhen(instant: Instant, now: Instant): string {
  const days = local(now).dayNumber - local(instant).dayNumber;
  if (days === 0) return time(instant);
  if (days === 1) return `Yesterday ${time(instant)}`;
  if (days > 1 && days < 7) return `${DAYS[local(instant).weekday]} ${time(instant)}`;
  return date(instant);
}

/** A moment still to come: `18:30`, `Thu 09:58` inside a week, else `Tue 01-Sep-2026`. */
export function comingWhen(instant: Instant, now: Instant): string {
  const days = local(instant).dayNumber - local(now).dayNumber;
  if (days === 0) return time(instant);
  if (days > 0 && days < 7) return `${DAYS[local(instant).weekday]} ${time(instant)}`;
  return dayDate(instant);
}

/** `today 10:42` or `18-Aug-2026, 10:42`: a moment that stands by itself in a sentence. */
export function fullWhen(instant: Instant, now: Instant): string {
  return sameDay(instant, now) ? `today ${time(instant)}` : `${date(instant)}, ${time(instant)}`;
}

/** A length of time for a glance: `under 1 min`, `40 min`, `1 h 12`, `3 days`. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / MINUTE);
  if (minutes < 1) return 'under 1 min';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`;
  const days = Math.floor(minutes / (24 * 60));
  return days === 1 ? '1 day' : `${days} days`;
}

/** `3 minutes ago`, in whole words, for a heading. */
export function ago(instant: Instant, now: Instant): string {
  const minutes = Math.floor((ms(now) - ms(instant)) / MINUTE);
  if (minutes < 1) return 'less than a minute ago';
  if (minutes === 1) return '1 minute ago';
  if (minutes < 60) return `${minutes} minutes ago`;
  return `${span(minutes * MINUTE)} ago`;
}

/** `1:12` for timers. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** `14-Mar-1987` from the record's `1987-03-14`: a date without a clock has no zone. */
export function plainDate(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  return `${two(day ?? 0)}-${MONTHS[(month ?? 1) - 1]}-${year}`;
}

/** Whole years on the practice's calendar; born on 29 February counts from 1 March. */
export function age(bornIso: string, now: Instant): number {
  const [year = 0, month = 1, day = 1] = bornIso.split('-').map(Number);
  const l = local(now);
  const before = l.month < month || (l.month === month && l.day < day);
  return l.year - year - (before ? 1 : 0);
}

/** `14-Mar-1987 (39y)`; under two years old in months, as clinical systems do. */
export function born(bornIso: string, now: Instant): string {
  const years = age(bornIso, now);
  if (years >= 2) return `${plainDate(bornIso)} (${years}y)`;
  const [year = 0, month = 1, day = 1] = bornIso.split('-').map(Number);
  const l = local(now);
  const months = (l.year - year) * 12 + (l.month - month) - (l.day < day ? 1 : 0);
  return `${plainDate(bornIso)} (${Math.max(0, months)}m)`;
}

/**
 * The instant at which the practice's clock showed `10:44` today; nothing if that is no time or has not come yet. Of two
 * that showed it the one that is named, `01:30 GMT`, else the earlier.
 */
export function londonToday(clock: string, now: Instant): number | null {
  const read = /^(\d{1,2})[:.]?(\d{2})(?: *(BST|GMT))?$/i.exec(clock.trim());
  if (!read) return null;
  const [hour, minute] = [Number(read[1]), Number(read[2])];
  if (hour > 23 || minute > 59) return null;
  const l = local(now);
  const today = Date.UTC(l.year, l.month - 1, l.day, hour, minute);
  // Local time is UTC or an hour ahead of it: the reading that shows this clock is the right one.
  const named = read[3] ? ` ${read[3].toUpperCase()}` : null;
  const instant = [today - HOUR, today].find((at) => {
    const shown = local(at);
    return shown.hour === two(hour) && shown.minute === two(minute) && (named ?? shown.summer) === shown.summer;
  });
  return instant !== undefined && instant <= ms(now) + MINUTE ? instant : null;
}

/** `2026-08-25`, the practice's calendar day of an instant, as a date field wants it. */
export function isoDate(instant: Instant): string {
  const l = local(instant);
  return `${l.year}-${two(l.month)}-${two(l.day)}`;
}

/** The instant at which a calendar day ends in the practice: midnight there. */
export function endOf(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const midnight = Date.UTC(year, month - 1, date + 1);
  const instant = [midnight - HOUR, midnight].find((at) => time(at) === '00:00') ?? midnight;
  return new Date(instant).toISOString();
}
