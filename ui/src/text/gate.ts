/**
 * Every text of set-up and sign-in. Nothing here names a patient, and nothing says whether a user name exists.
 */
import type { Blocked } from '../api.gen';
import { type Instant, time } from './when';

export const signInText = {
  title: 'Sign in',
  lead: 'You need your password and the 6-digit code from your authenticator.',
  userName: 'User name',
  password: 'Password',
  code: 'Code',
  codeHint: '6 digits from your authenticator',
  button: 'Sign in',
  busy: 'Signing in…',
  practice: 'Practice',
  workstation: 'Workstation',
  messages: 'Messages',
  closed: 'Cannot be read until you sign in.',
  footer:
    'Individual accounts only. Every message you open is recorded with your name. If this workstation is not yours to use, do not sign in.',
  justSetUp: 'The practice is set up.',
  justSetUpMore: 'Sign in with the next code your authenticator shows; the one you typed has been used.',
  missing: { userName: 'Enter your user name', password: 'Enter your password', code: 'Enter the 6 digits' },
  wait: (seconds: number) => `Sign in in ${seconds} s`,
};

export const waitingText = {
  alert: 'A message is waiting that needs somebody now.',
  alertSince: (since: Instant) => `Told at ${time(since)}. Sign in.`,
  nobody: 'Messages are waiting and nobody is signed in.',
  nobodySince: (since: Instant) => `Since ${time(since)}.`,
};

/** What a newcomer tries first in the demonstration: three lines. */
export const tryText = {
  title: 'What to try',
  write: (page: string) => `Write to the practice as a patient: ${page}demonstration`,
  open: 'Open the patients’ phones',
  answer: 'Open a message in the list, work through the steps beside it, and answer it.',
  wait: 'A minute after signing in, something dangerous arrives by itself: this window comes forward and sounds.',
};
export const demonstrationText = {
  title: 'This is a demonstration',
  lead: 'No patient here is real. Choose who to be: the form is filled in for you. Then press Sign in.',
  keys: 'On this computer the keys are in a file beside the data. A real practice keeps them in the operating system’s key store.',
  password: 'Password',
  code: 'Code now',
};

const moveIt = (where: string): string =>
  `Call whoever looks after the computer. With Duty Desk closed, they move its folder, whole, ${where}, and open Duty Desk with --data and the new place.`;

export const blockedText: Record<Blocked, { title: string; what: string; now: string }> = {
  keystoreAbsent: {
    title: 'This computer has no key store',
    what: 'Duty Desk keeps the key to the messages in the operating system’s key store, and found none. Nothing was changed and nothing was lost.',
    now: 'On Windows, sign in to Windows as a normal user. On Linux, start the desktop’s keyring (for example gnome-keyring), then open Duty Desk again.',
  },
  keystoreLocked: {
    title: 'The key store is locked',
    what: 'The key to the messages is there, but the operating system’s key store has not been unlocked. Nothing was lost.',
    now: 'Unlock it (signing out of the computer and in again usually does), then press Try again.',
  },
  keystoreForbidden: {
    title: 'This computer does not allow keys to be kept',
    what: 'A policy of the computer, or the way this user is signed in to it, forbids the operating system’s key store. Nothing was changed and nothing was lost.',
    now: 'Ask whoever looks after the computer (your IT support) to let this user store credentials, and sign in to it as a normal user. Then press Try again.',
  },
  keystoreFailed: {
    title: 'The key store did not answer',
    what: 'Duty Desk could not read its key. Nothing was changed and nothing was lost.',
    now: 'Press Try again. If that does not help, restart the computer, then call IT support.',
  },
  secretMissing: {
    title: 'The key of this workstation is gone',
    what: 'The operating system’s key store no longer has it. Perhaps the computer was set up again, or another user is signed in to it. The messages are still there, encrypted.',
    now: 'Sign in to the computer as before and try again. If that does not help, the practice’s recovery kit brings the messages back.',
  },
  vaultOlder: {
    title: 'This computer’s sign-in file is older than the one last used here',
    what: 'An old copy of Duty Desk’s folder was put back: from a backup, a copy or an earlier state of the computer. It could bring back old passwords and the access of people who have left, so it is not opened. Nothing was changed, and the messages are still there, encrypted.',
    now: 'Put the folder back as it was before, if somebody kept it. If not, the manager brings the messages back with the recovery kit, from the practice’s log or its last backup.',
  },
  inUse: {
    title: 'Duty Desk is already open',
    what: 'Another Duty Desk on this computer uses the same data.',
    now: 'Use that window, or close it and press Try again.',
  },
  vaultDamaged: {
    title: 'This workstation’s key file is damaged',
    what: 'The messages are still there, encrypted. Duty Desk does not start a new empty database over them.',
    now: 'Find the practice’s recovery kit and the backup of this workstation. Do not delete anything.',
  },
  diskFull: {
    title: 'This computer’s disk is full',
    what: 'Duty Desk cannot save any more messages. Nothing was lost.',
    now: 'Make room: empty the recycle bin, or move large files away. Then press Try again.',
  },
  folderClosed: {
    title: 'Duty Desk cannot write to its folder',
    what: 'The messages are still there. The computer does not let this user write where they are kept.',
    now: 'Sign in to the computer as the user who set Duty Desk up. If that does not help, IT support can allow it. Then press Try again.',
  },
  diskFailed: {
    title: 'This computer’s disk did not answer',
    what: 'Duty Desk could not read or write its data. Nothing was changed.',
    now: 'Press Try again. If that does not help, restart the computer, and use another workstation until somebody has looked at this one.',
  },
  logDamaged: {
    title: 'The messages on this computer cannot be read',
    what: 'The file that holds them, encrypted, is damaged. Duty Desk changes nothing in it and does not start a new one over it.',
    now: 'Do not delete anything. Call IT support: the daily copy in the folder “backups” and the recovery kit bring the messages back.',
  },
  logMissing: {
    title: 'The messages are not where they were',
    what: 'This practice is set up here, but the file that holds its messages, encrypted, is gone. Duty Desk does not start a new one.',
    now: 'Call IT support: the daily copy in the folder “backups” brings the messages back.',
  },
  networkShare: {
    title: 'The messages cannot be kept on another computer',
    what: 'The folder of Duty Desk is on a network drive, where two workstations could damage each other’s messages. Nothing was changed.',
    now: moveIt('to this computer’s own disk'),
  },
  hostFolder: {
    title: 'The messages cannot be kept in a folder shared with another system',
    what: 'The folder of Duty Desk is shared between a virtual machine and the computer around it, where messages can be damaged. Nothing was changed.',
    now: moveIt('to this system’s own disk'),
  },
  programDrive: {
    title: 'The messages cannot be kept on a drive that a program provides',
    what: 'The folder of Duty Desk is not on a disk: a program answers in its place, and what is saved there may not be kept. Nothing was changed.',
    now: moveIt('to a disk of this computer'),
  },
  syncedFolder: {
    title: 'The messages cannot be kept in OneDrive, Dropbox or the like',
    what: 'The folder of Duty Desk is in one that a program copies to other computers, or in one of that name. Such programs copy files while they change, and can bring old ones back. Nothing was changed.',
    now: moveIt('out of it, to a folder on this computer that nothing copies'),
  },
  revoked: {
    title: 'This workstation was revoked',
    what: 'A practice manager no longer trusts this computer. The messages, their keys and the documents kept here have been removed.',
    now: 'If that was a mistake, ask the practice manager. This computer can join the practice again.',
  },
  needsUpdate: {
    title: 'This Duty Desk is too old for this data',
    what: 'A newer version has written here. Nothing was changed.',
    now: 'Update Duty Desk on this workstation.',
  },
};
export const tryAgain = 'Try again';
export const setUpAgain = 'Set this computer up again';
export const starting = 'Starting…';

export const setUpText = {
  title: 'Set up Duty Desk for your practice',
  lead: 'Done once, by the practice manager, on the practice’s first workstation. It takes about five minutes.',
  stepsLabel: 'Steps',
  steps: ['Practice', 'You', 'Recovery kit', 'Authenticator'],
  practice: {
    title: 'The practice',
    odsCode: 'ODS code',
    odsHint: 'One letter and five digits, such as A81001',
    name: 'Name, as patients know it',
    telephone: 'Telephone for patients',
    telephoneHint: 'Every automatic reply tells patients to call this number',
    workstation: 'Name of this workstation',
    workstationHint: 'Where it stands, such as RECEP-01, front desk',
    backupPlace: 'Second place for copies of the messages (may be left empty)',
    backupPlaceHint:
      'A folder on another disk, a share or a USB stick. Without one the messages are on this computer’s disk alone, and you are asked again at every sign-in.',
  },
  you: {
    title: 'Your own account',
    lead: 'Yours is the first account, as practice manager. You add the others afterwards.',
    name: 'Your name',
    userName: 'User name',
    userNameHint: 'Lower-case letters, digits, dots: carol.whitby',
    password: 'Password',
    passwordHint: 'At least 12 characters. Three unrelated words are good.',
    again: 'Repeat the password',
  },
  kit: {
    title: 'The recovery kit',
    lead: 'If every workstation is lost, only this brings the messages back. It is shown once.',
    what: 'Write it down or print it, and keep it in the practice’s safe, never on this computer.',
    check: (n: number) => `To be sure it is on paper: group ${n} of the kit`,
    print: 'Print',
    hide: 'It is on paper: hide it',
    hidden: 'The kit is hidden. Read it from the paper.',
    show: 'Show it again',
  },
  code: {
    title: 'Your authenticator',
    lead: 'Scan this with the authenticator app on your own telephone, or type the secret into it.',
    code: 'The 6 digits it shows now',
  },
  next: 'Continue',
  back: 'Back',
  finish: 'Finish',
  busy: 'Working…',
  errors: {
    odsCode: 'Enter the code as on the practice’s contract, such as A81001',
    name: 'Enter the name',
    telephone: 'Enter a telephone number with its area code, such as 01632 960140',
    workstation: 'Enter a name for this workstation',
    backupPlace: 'That folder is not there. Name one from the root, or leave it empty',
    userName: 'Use 2 to 64 letters, digits, dots, hyphens, underscores or apostrophes',
    password: 'Use at least 12 characters, and nothing that is easy to guess',
    again: 'The two passwords differ',
    kit: 'That is not the group asked for',
    code: 'Enter the 6 digits',
  },
};
