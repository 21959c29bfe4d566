/**
 * How people are written. A patient is `SURNAME, Forename (Title)` where somebody must recognise the right one, and
 * "Amira Patel" in buttons and sentences. An NHS number is read in 3-3-4. Staff are named with their role.
 */
import { isolated } from './foreign';

export interface NameParts {
  family: string;
  given: string;
  title?: string | null;
}

/** `PATEL, Amira` */
export function listName(name: NameParts): string {
  const family = name.family.toLocaleUpperCase('en-GB');
  return isolated(name.given ? `${family}, ${name.given}` : family);
}

/** `Amira Patel` */
export function plainName(name: NameParts): string {
  return isolated([name.given, name.family].filter(Boolean).join(' '));
}

/** `999 000 0026`; anything that is not ten digits is shown as it came. */
export function nhsNumber(digits: string): string {
  const bare = digits.replace(/\s/g, '');
  return /^\d{10}$/.test(bare) ? `${bare.slice(0, 3)} ${bare.slice(3, 6)} ${bare.slice(6)}` : digits;
}

/** `07700 900318`, `01632 960177`: five and six, as people read them out; other shapes as they came. */
export function telephone(number: string): string {
  const bare = number.replace(/[\s()-]/g, '').replace(/^\+44/, '0');
  return /^0\d{10}$/.test(bare) ? `${bare.slice(0, 5)} ${bare.slice(5)}` : number;
}

/** `daughter Susan`, for "from daughter Susan". */
export function writerShort(relation: string, name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? '';
  return isolated([relation, first].filter(Boolean).join(' '));
}

/** `Priya Nair and Jo Marsden`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
