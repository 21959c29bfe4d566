/** Words of the rota: slots, why one cannot be published, why a day is shut. */
import type { NotReady, RotaDay, RotaSlot, Shut, StaffView } from '../api.gen';
import { holidayWords, shortStaff } from './terms';
import { dayDate, plainDate, time } from './when';

const noon = (day: string) => `${day}T12:00:00Z`;
/** `Mon 31-Aug` */
export const dayHead = (day: string): string => dayDate(noon(day)).replace(/-\d{4}$/, '');
/** `Wednesday` */
export const weekday = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(new Date(noon(day)));
/** `31-Aug to 4-Sep-2026` */
export function weekWords(days: readonly RotaDay[]): string {
  const [first, last] = [days[0], days[days.length - 1]];
  if (!first || !last) return '';
  return `${plainDate(first.date).replace(/-\d{4}$/, '')} to ${plainDate(last.date)}`;
}
export const partOfDay = (slot: RotaSlot): string =>
  time(slot.from) < '12:00' ? 'morning' : time(slot.from) < '17:00' ? 'afternoon' : 'evening';
export const periodWords = (slot: RotaSlot): string => `${time(slot.from)}–${time(slot.until)}`;

export function notReadyWords(why: NotReady, people: readonly StaffView[] = []): string {
  switch (why.kind) {
    case 'backwards':
      return 'it ends before it begins';
    case 'noDuty':
      return 'it has no duty clinician';
    case 'noDeputy':
      return 'it has no deputy';
    case 'samePerson':
      return 'nobody can stand in for themselves';
    case 'notAClinician':
      return `${shortStaff(people.find((one) => one.id === why.staff)?.name ?? 'somebody')} is not a clinician here`;
  }
}

export function shutWords(shut: Shut): { title: string; more: string } {
  switch (shut.kind) {
    case 'bankHoliday':
      return { title: holidayWords(shut.holiday), more: 'Closed, 111 takes calls' };
    case 'closure':
      return { title: shut.reason, more: shut.from ? `Closed from ${shut.from.slice(0, 5)}` : 'Closed all day' };
    case 'notOpen':
      return { title: 'Closed', more: '' };
  }
}

export const rotaText = {
  title: 'Rota',
  onCallMissing: 'Name and telephone are needed.',
  previous: 'Previous week',
  next: 'Next week',
  count: (slots: number, deputies: number) =>
    `${slots} ${slots === 1 ? 'slot' : 'slots'}, ${deputies === slots ? 'all' : deputies} with a deputy`,
  publish: (ready: number) => (ready === 1 ? 'Publish the ready slot' : `Publish the ${ready} ready slots`),
  nothingReady: 'Nothing is ready to publish.',
  cannot: (day: string, part: string, why: string) => `${day} ${part} cannot be published: ${why}.`,
  choose: (day: string, lacks: 'duty' | 'deputy') =>
    `Choose a ${lacks === 'duty' ? 'duty clinician' : 'deputy'} for ${day}`,
  deputy: (name: string) => `Deputy: ${name}`,
  noDeputy: 'No deputy',
  nobody: 'Nobody',
  notPublished: 'Not published',
  now: 'Now',
  slot: 'Slot',
  edit: (day: string, period: string) => `${day}, ${period}`,
  duty: 'Duty clinician',
  standsIn: 'Deputy',
  none: 'Nobody yet',
  plan: 'Plan this slot',
  working: 'Saving…',
  close: 'Close',
  rule: 'High-risk alerts go to the duty clinician, the deputy and triage at once, and to everybody signed in if nobody takes them. A plan changes nothing until it is published.',
  readOnly: 'The practice manager sets the rota.',
  outOfHours: 'Out of hours',
  paged: (name: string, number: string) =>
    `${name} is paged on ${number} when a message waits unread, or an alert is not taken, while the practice is closed.`,
  notConnected: (name: string, number: string) =>
    `${name}, ${number}, is named for out of hours. Nobody is paged: this version has no paging service, and shows pages in the demonstration only. Keep the practice’s own arrangement.`,
  nobodyPaged: 'Nobody is paged while the practice is closed. Patients are told so, and to phone 111 or 999.',
  pageMore: 'A page says that a message needs a person, and nothing more. It is repeated every 30 minutes.',
  change: 'Change',
  name: 'Name',
  telephone: 'Telephone',
  saveOnCall: 'Page this person',
  nameOnCall: 'Name this person',
  pageNobody: 'Page nobody',
};
