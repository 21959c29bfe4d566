/** Restricted records of the practice in memory; the core's rules, as far as the page meets them. */
import type { Failure, RestrictedRecord, RestrictionsView, StaffView } from '../api.gen';
import { everybody, jo, okafor } from './staff';

let records: RestrictedRecord[] = [
  {
    nhsNumber: '999 000 0069',
    family: 'Marsden',
    given: 'Jo',
    born: '1988-03-14',
    of: jo.id,
    own: true,
    named: [okafor.id],
  },
];

export const restrictions = (): RestrictionsView => ({
  records,
  people: [...everybody].sort((a, b) => a.name.localeCompare(b.name)),
  clinicians: everybody.filter((one) => clinical(one.id, everybody)),
});

const clinical = (id: string, staff: readonly StaffView[]) =>
  staff.find((one) => one.id === id)?.roles.some((role) => ['nurse', 'gp', 'locum'].includes(role)) ?? false;

/** The check digit, as NHS numbers have it. */
function whole(typed: string): string | null {
  const digits = typed.replace(/[\s-]/g, '');
  if (!/^\d{10}$/.test(digits)) return null;
  const sum = [...digits.slice(0, 9)].reduce((n, digit, place) => n + Number(digit) * (10 - place), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]) ? digits.replace(/^(\d{3})(\d{3})/, '$1 $2 ') : null;
}

export function publish(asked: RestrictedRecord[], unfit: (field: string) => Failure): void {
  const parsed = asked.map((one) => {
    const nhsNumber = whole(one.nhsNumber);
    if (!nhsNumber) throw unfit('number');
    if (!one.family.trim() !== !one.given.trim()) throw unfit('name');
    if (!one.named.length || one.named.some((id) => id === one.of || !clinical(id, everybody))) throw unfit('named');
    return { ...one, nhsNumber };
  });
  if (new Set(parsed.map((one) => one.nhsNumber)).size < parsed.length) throw unfit('twice');
  records = parsed;
}
