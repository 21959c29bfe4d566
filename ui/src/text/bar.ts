/** Words of the top bar and the rail's foot: hours, duty, line, alerts. Nothing here names a patient. */
import type { AlertBrief, Bar, DesktopAlerts, Sync } from '../api.gen';
import { shortStaff } from './terms';
import { comingWhen, type Instant, ms, span, time } from './when';

/** `Open until 18:30, break 13:00–14:00`, `Closed until Wed 08:00` */
export function hoursWords(bar: Pick<Bar, 'open' | 'until' | 'breakFrom' | 'breakUntil'>, now: Instant): string {
  if (!bar.open) return bar.until ? `Closed until ${comingWhen(bar.until, now)}` : 'Closed';
  const pause = bar.breakFrom && bar.breakUntil ? `, break ${time(bar.breakFrom)}–${time(bar.breakUntil)}` : '';
  return bar.until ? `Open until ${time(bar.until)}${pause}` : 'Open';
}

export const barText = {
  accessUntil: (day: string) => `, access ends ${day}`,
  duty: 'Duty clinician now',
  dutyShort: 'Duty',
  deputy: 'Deputy',
  /** In the narrow bar. */
  line: { live: 'Live', busy: 'Busy', off: 'Offline' },
  nobody: 'Nobody named',
  lock: 'Lock',
  lockLabel: 'Lock, Control L',
  workstation: (name: string) => `Workstation ${name.split(',')[0]}`,
  demonstration: 'Demonstration: invented patients',
  whatToDo: 'What to do',
  doorsShut: 'Patients’ messages cannot come in',
  doorsShutMore: 'Restart this computer, or call IT support',
  backup: (days: number) =>
    days === 0 ? 'No backup could be made' : `No backup for ${days} ${days === 1 ? 'day' : 'days'}`,
};

export interface SyncWords {
  kind: 'live' | 'busy' | 'off';
  top: string | null;
  words: string;
}
/** `Live`; otherwise since when, and how many wait. */
export function syncWords(sync: Sync): SyncWords {
  switch (sync.kind) {
    case 'live':
      return { kind: 'live', top: null, words: 'Live' };
    case 'catchingUp':
      return { kind: 'busy', top: null, words: `Catching up, ${sync.left.toLocaleString('en-GB')} left` };
    case 'offline':
      return {
        kind: 'off',
        top: `Offline since ${time(sync.since)}`,
        words: sync.waiting === 0 ? 'Nothing waiting to send' : `${sync.waiting} waiting to send`,
      };
    case 'failing':
      return {
        kind: 'off',
        top: `Not working since ${time(sync.since)}`,
        words: sync.unseen
          ? 'New messages may not show on this computer. Call IT support'
          : 'What you send or file may not go out. Call IT support',
      };
    case 'clockWrong':
      return {
        kind: 'off',
        top: 'This computer’s clock is wrong',
        words: `${Math.abs(sync.seconds)} s ${sync.seconds > 0 ? 'fast' : 'slow'}`,
      };
  }
}

/** `2 high risk, 6 min` and under it who has the one that matters most, which the core puts first. */
export function bellWords(
  alerts: readonly AlertBrief[],
  me: string,
  now: Instant,
): { top: string; who: string } | null {
  const worst = alerts[0];
  if (!worst) return null;
  const top = `${alerts.length} high risk, ${span(ms(now) - ms(worst.receivedAt))}`;
  if (!worst.holder) return { top, who: 'Nobody has taken it' };
  const holder = worst.holder.id === me ? 'You' : shortStaff(worst.holder.name);
  if (!worst.acceptedBy) return { top, who: `${holder}; no clinician yet` };
  if (worst.acceptedBy.id === worst.holder.id)
    return { top, who: holder === 'You' ? 'You have it' : `${holder} has it` };
  return { top, who: `${holder} and ${worst.acceptedBy.id === me ? 'you' : shortStaff(worst.acceptedBy.name)}` };
}

export const desktopAlertsWords: Record<DesktopAlerts, string> = {
  working: 'Desktop alerts working',
  noDaemon: 'Desktop alerts off: this window opens and sounds',
  refused: 'Desktop alerts refused: this window opens and sounds',
  untried: 'Desktop alerts not tried yet',
  switchedOff: 'Desktop alerts switched off: this window opens and sounds',
  doNotDisturb: 'Do not disturb is on: this window opens and sounds',
  notInstalled: 'Duty Desk is not installed: this window opens and sounds',
};
/** What to do where alerts do not show; nothing where they do. */
export const desktopAlertsHelp: Partial<Record<DesktopAlerts, { short: string; what: string; now: string }>> = {
  noDaemon: {
    short: 'Desktop alerts off',
    what: 'No program on this computer shows notifications.',
    now: 'Call IT support. Until then keep this window open: it comes to the front and sounds.',
  },
  refused: {
    short: 'Desktop alerts refused',
    what: 'This computer refused the last desktop alert.',
    now: 'Allow notifications from Duty Desk in the computer’s settings, then test again. Until then keep this window open: it comes to the front and sounds.',
  },
  switchedOff: {
    short: 'Desktop alerts off',
    what: 'Notifications are switched off on this computer.',
    now: 'Switch them on for Duty Desk: Settings, System, Notifications. Until then keep this window open: it comes to the front and sounds.',
  },
  doNotDisturb: {
    short: 'Do not disturb is on',
    what: 'This computer is set to “Do not disturb” or “Focus”.',
    now: 'Switch it off, or allow Duty Desk to interrupt. Until then keep this window open: it comes to the front and sounds.',
  },
  notInstalled: {
    short: 'Desktop alerts off',
    what: 'Windows shows desktop alerts only from installed programs, and this copy of Duty Desk is not installed.',
    now: 'Ask IT support to install Duty Desk. Until then keep this window open: it comes to the front and sounds.',
  },
};
/** Pages of the practice beside the queues. */
export const testAlerts = 'Test desktop alerts';

export const lockText = {
  title: (seconds: number) => `Duty Desk locks in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  unsaved: 'Something you typed could not be saved.',
  unsavedMore: 'It is tried again every few seconds. Stay signed in until this goes.',
  more: 'Move the mouse or press a key to stay signed in. Drafts are saved.',
  stay: 'Stay signed in',
};

export const helpText = {
  title: 'Keys and display',
  lead: 'Single letters work when you are not typing; while typing, add Alt.',
  letters: 'Single letters act on their own',
  lettersOff: 'Off: every letter needs Alt.',
  sound: 'Sound for high-risk alerts',
  theme: 'Colours',
  themes: { system: 'Same as the computer', light: 'Light', dark: 'Dark' },
  keys: 'Keys',
  action: 'Action',
};
