/**
 * A calendar day as a person writes it: day, month, year, never the other way round. The core knows it as `2026-08-25`; nothing
 * here depends on the language or the country of the computer.
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAY = 86_400_000;
const two = (n: number) => String(n).padStart(2, '0');

/** `25-Aug-2026` of `2026-08-25`; anything else is empty. */
export function writtenDay(iso: string): string {
  const [, year, month, day] = iso.match(/^(\d{4})-(\d\d)-(\d\d)$/) ?? [];
  return year ? `${day}-${MONTHS[Number(month) - 1]}-${year}` : '';
}

/** `2026-08-25` of what was typed or pasted: `25/8/2026`, `25.08.2026`, `25 aug 2026`, `25-August-2026`, `2026-08-25`. Null if it is no day. */
export function readDay(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  const iso = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (iso) return real(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const figures = text.match(/^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/);
  if (figures) return real(Number(figures[3]), Number(figures[2]), Number(figures[1]));
  const words = text.match(/^(\d{1,2})(?:st|nd|rd|th)?[\s./-]*([a-z]{3,9})[\s.,/-]*(\d{4})$/);
  const month = words ? MONTHS.findIndex((name) => isMonth(words[2]!, name)) : -1;
  return words && month >= 0 ? real(Number(words[3]), month + 1, Number(words[1])) : null;
}

/** Is it no day, and not empty either? Nothing is done with it until it is put right. */
export const noDay = (value: string): boolean => value !== '' && writtenDay(value) === '';

const LONG = 'january february march april may june july august september october november december'.split(' ');
function isMonth(typed: string, name: string): boolean {
  return (
    LONG.some((long) => long.startsWith(name.toLowerCase()) && long.startsWith(typed)) ||
    (typed === 'sept' && name === 'Sep')
  );
}

function real(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  const same = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return same && year >= 1800 ? `${year}-${two(month)}-${two(day)}` : null;
}

/** So many days, or whole months, later; the last of a month stays in its month. */
export function moved(iso: string, by: { days?: number; months?: number }): string {
  const [year, month, day] = iso.split('-').map(Number) as [number, number, number];
  if (by.months) {
    const first = new Date(Date.UTC(year, month - 1 + by.months, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    return `${first.getUTCFullYear()}-${two(first.getUTCMonth() + 1)}-${two(Math.min(day, last))}`;
  }
  return new Date(Date.UTC(year, month - 1, day) + (by.days ?? 0) * DAY).toISOString().slice(0, 10);
}

export const dateText = { as: 'Such as 25-Aug-2026', wrong: 'This is not a date. Write it like 25-Aug-2026.' };
