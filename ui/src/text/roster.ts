/** Words of the pages for staff and workstations, of joining, of the recovery kit. Nothing here names a patient. */
import type { DeviceRow, JoinFailure, KitCheck, Role, StaffRow } from '../api.gen';
import { rolesLine } from './terms';
import { date, type Instant, ms, time } from './when';

export const ROLES: Role[] = [
  'receptionist',
  'administrator',
  'nurse',
  'gp',
  'locum',
  'manager',
  'governanceLead',
  'safetyOfficer',
];

export const staffText = {
  title: 'Staff',
  lead: 'A change here reaches every workstation by itself, locked ones too.',
  add: 'Add somebody',
  addTitle: 'Add somebody',
  addLead: 'They sit beside you: they type the password, and scan with their own telephone.',
  resetTitle: (name: string) => `Reset ${name}’s sign-in`,
  resetLead:
    'A new password and authenticator: for a forgotten password, or a lost telephone, card or security key. The old ones stop working on every workstation, and whoever is signed in with them is signed out.',
  name: 'Name, as colleagues read it',
  signature: 'How patients see your name',
  signatureHint: 'Such as “Sam, reception”. Left empty, the name above is used.',
  userName: 'User name',
  userNameHint: 'Lower-case letters, digits, dots: sam.aspinall',
  roles: 'Roles',
  password: 'Password',
  passwordHint: 'At least 12 characters. Three unrelated words are good.',
  again: 'Repeat the password',
  expires: 'Access ends on',
  expiresHint: 'For locums and others who are here for a time. Left empty, it does not end by itself.',
  scanTitle: 'Their authenticator',
  scanLead: 'They scan this with the authenticator app on their own telephone, or type the secret into it.',
  qr: 'QR code for the authenticator; the same secret is beside it in letters',
  secret: 'Secret',
  code: 'The 6 digits it shows now',
  next: 'Continue',
  cancel: 'Cancel',
  finish: (name: string) => `Add ${name}`,
  finishReset: (name: string) => `Reset ${name}’s sign-in`,
  busy: 'Working…',
  changeRoles: 'Roles',
  saveRoles: (name: string) => `Change ${name}’s roles`,
  rolesNote: 'If they are signed in, they are asked to sign in again. What they typed is kept.',
  reset: 'Reset sign-in',
  dates: 'Access dates',
  saveDates: 'Change the date',
  leave: 'Remove access…',
  leaveTitle: (name: string) => `Remove ${name}’s access`,
  leaveWhat:
    'They can no longer sign in on any workstation that is connected, and no key of theirs opens anything written from now on. What they wrote stays, with their name. This cannot be undone; somebody who comes back is added again.',
  leaveDo: (name: string) => `Remove ${name}’s access now`,
  unlock: 'Unlock the account',
  you: 'You',
  left: 'Access removed',
  noAccount: 'Cannot sign in on this workstation yet',
  /** Access ends at midnight: the day before is the last. */
  until: (when: Instant) => `Access ends after ${date(ms(when) - 1000)}`,
  lockedOut: (when: Instant) => `Locked out here until ${time(when)}`,
  former: (n: number) => (n === 1 ? 'Access removed: 1 person' : `Access removed: ${n} people`),
  done: {
    added: (name: string) => `${name} can sign in with the next code, on every workstation.`,
    reset: (name: string) => `${name} signs in with the new password and the next code.`,
    roles: (name: string, roles: readonly Role[]) => `${name}: ${rolesLine(roles)}.`,
    dates: (name: string) => `${name}’s access dates are changed.`,
    left: (name: string) => `${name}’s access is removed. New keys are in use.`,
    unlocked: (name: string) => `${name} can try again.`,
  },
  missing: {
    name: 'Enter the name',
    userName: 'Use 2 to 64 letters, digits, dots, hyphens, underscores or apostrophes',
    roles: 'Choose at least one role',
    password: 'Use at least 12 characters, and nothing that is easy to guess',
    again: 'The two passwords differ',
    code: 'Enter the 6 digits',
  },
};

/** `jo.marsden · Reception` */
export function staffLine(row: StaffRow): string {
  if (!row.current) return staffText.left;
  return [row.userName ?? staffText.noAccount, rolesLine(row.roles)].join(' · ');
}

export const devicesText = {
  title: 'Workstations',
  lead: 'Each holds the practice’s messages, encrypted. If one is lost, revoke it here.',
  askTitle: (name: string) => `${name} asks to join`,
  askLead:
    'Go to that computer and read the code on its screen. Type it here: only then can you be sure that nobody is intercepting it.',
  askCode: 'The 8 digits on its screen',
  letIn: (name: string) => `Let ${name} in`,
  refuse: 'Refuse',
  since: (when: Instant) => `Since ${time(when)}`,
  nobodyAsks: (log: string) =>
    `No workstation asks to join. On the new computer, open Duty Desk and choose “This computer joins a practice”. The practice’s log is in ${log}`,
  differ: 'The codes differ, so nobody was let in.',
  differMore:
    'Check whether you mistyped it, and let the other computer begin again. If the codes differ a second time, somebody may be intercepting it: stop, and call IT support.',
  this: 'This workstation',
  revoked: 'Revoked',
  noName: 'No name',
  rename: 'Rename',
  name: 'Name',
  saveName: 'Save the name',
  revoke: 'Revoke',
  revokeTitle: (name: string) => `Revoke ${name}`,
  revokeWhat:
    'For a lost, stolen or retired computer. As soon as it is connected it removes the messages and keys that it holds, and it can read nothing written from now on. This cannot be undone; the computer can join again later.',
  revokeDo: (name: string) => `Revoke ${name} now`,
  rotate: 'New keys',
  rotateWhat: 'Everybody gets new keys, because somebody may have seen the old ones. Nobody’s work is interrupted.',
  busy: 'Working…',
  cancel: 'Cancel',
  missing: { code: 'Enter the 8 digits', name: 'Enter a name' },
  done: {
    joined: (name: string) => `${name} has joined. Everybody can sign in there.`,
    refused: (name: string) => `${name} was refused.`,
    renamed: (name: string) => `It is called ${name} now.`,
    revoked: (name: string) => `${name} is revoked. New keys are in use.`,
    rotated: 'New keys are in use.',
  },
};
export const deviceName = (row: Pick<DeviceRow, 'name'>): string => row.name || devicesText.noName;

export const kitText = {
  title: 'Recovery kit',
  lead: 'If every workstation is lost, the sheet in the safe and the practice’s log bring the messages back. Nothing else does.',
  checkTitle: 'Is the sheet in the safe the right one?',
  check: 'The kit as it is on paper, 14 groups of 4',
  checkDo: 'Test this kit',
  said: {
    opens: 'This kit opens the practice. Put it back into the safe.',
    length: 'That is not a complete kit: it has 14 groups of 4 letters and digits.',
    character: 'A kit has only letters and digits, and no U. Look at the sheet again.',
    mistyped: 'At least one character is wrong. Look at the sheet again.',
    anotherKit:
      'This is a complete kit, but not this practice’s: an older sheet, or another practice’s. Make a new one below.',
  } satisfies Record<KitCheck, string>,
  makeTitle: 'A new sheet',
  makeLead:
    'For when the old sheet is lost, has been seen by somebody, or has been used. From then on the old sheet brings nothing back and opens nothing new.',
  make: 'Make a new kit',
  shown: 'It is shown once.',
  shownMore:
    'Print it or write it down, and keep it in the practice’s safe, never on this computer. It counts only when you have typed its last group below.',
  print: 'Print',
  last: 'To be sure it is on paper: the last group',
  hide: 'It is on paper: hide it',
  hidden: 'The kit is hidden. Read it from the paper.',
  showAgain: 'Show it again',
  force: 'Use this kit from now on',
  cancel: 'Cancel',
  inForce:
    'The new kit is in use. Destroy the old sheet: with a copy of the log it still opens what was written before now.',
  sheet: (practice: string) => `Duty Desk recovery kit, ${practice}`,
  busy: 'Working…',
  missing: 'Enter the last group',
};

export const passwordText = {
  title: 'Your password',
  current: 'Current password',
  missing: 'Enter your current password',
  next: 'New password',
  again: 'Repeat the new password',
  change: 'Change the password',
  done: 'Changed, on every workstation.',
  busy: 'Changing…',
};

/** On the first page of set-up. */
export const otherWays = 'Not a new practice?';

const onThisDisk = 'A workstation joins only over a folder on this computer’s own disk. Nothing was changed here.';

export const joinText = {
  choose: 'This computer joins a practice',
  title: 'Join a practice',
  lead: 'For a second workstation on this computer, such as one for another of its users. A manager lets it in, from one that has already joined. Other computers cannot join yet: the log must be on this computer’s own disk, not on a network drive or in OneDrive, Dropbox or the like.',
  log: 'Where the practice’s log is',
  logHint: 'The folder, as the first workstation shows it under Workstations',
  workstation: 'Name of this workstation',
  workstationHint: 'Where it stands, such as RECEP-03, window',
  begin: 'Ask to join',
  looking: 'Looking for a workstation on which a manager is signed in…',
  lookingMore: 'This computer will appear there, under Workstations.',
  codeTitle: 'Your code',
  codeLead: (practice: string) =>
    `${practice} answered. Read this code to the manager, who types it under Workstations:`,
  codeMore: 'Stay here until it says that you have joined. Nobody should let you in without asking for the code.',
  stop: 'Stop',
  back: 'Back',
  joined: 'This workstation has joined. Sign in with your own name and password.',
  missing: { log: 'Enter where the log is', workstation: 'Enter a name for this workstation' },
  why: {
    noLog: 'There is no practice log in that place. Check it with whoever set up the first workstation.',
    networkShare: `The log is on a network drive, where two workstations could damage it. ${onThisDisk}`,
    hostFolder: `The log is in a folder shared between a virtual machine and the computer around it, where it can be damaged. ${onThisDisk}`,
    programDrive: `The log is on a drive that a program provides, which may not keep what is saved. ${onThisDisk}`,
    syncedFolder: `The log is in a folder that OneDrive, Dropbox or the like copies, or in one of that name. Old files can come back there. ${onThisDisk}`,
    unreachable: 'The practice’s log cannot be reached. Nothing was changed here.',
    refused:
      'The manager’s workstation refused, or a different code was typed there. Nothing was changed here. Begin again; if it happens twice, call IT support.',
    keystore: 'This computer has no working key store, or it is locked. A real practice needs one.',
    failed: 'The workstation could not be set up. Nothing is left behind.',
  } satisfies Record<JoinFailure, string>,
};

export const restoreText = {
  choose: 'Bring a practice back with its recovery kit',
  title: 'Bring a practice back',
  lead: 'For a practice whose workstations are lost. You need the sheet from the safe, and the practice’s log or a copy of it.',
  log: 'Where the practice’s log is, or a copy of it',
  logHint: 'A folder, or a file such as queue-2026-08-24.sqlite',
  kit: 'The recovery kit, 14 groups of 4',
  workstation: 'Name of this workstation',
  you: 'Your name',
  userName: 'Your user name',
  password: 'A new password',
  passwordHint: 'At least 12 characters. Three unrelated words are good.',
  again: 'Repeat the password',
  open: 'Open with the kit',
  foundTitle: (practice: string) => `The kit opens ${practice}`,
  foundLead:
    'Nothing has been changed yet. Decide which workstations stay trusted; the others are revoked and remove what they hold.',
  devices: 'Workstations that are still in safe hands',
  noDevices: 'There is no other workstation.',
  who: 'You are',
  someoneNew: 'Somebody new',
  scanLead: 'Scan this with the authenticator app on your own telephone.',
  finish: 'Bring the practice back',
  after:
    'Afterwards: everybody else gets a new password and authenticator from you, under Staff. Then make a new recovery kit, under Workstations.',
  back: 'Back',
  busy: 'Working…',
  missing: {
    log: 'Enter where the log is',
    kit: 'Enter the recovery kit',
    workstation: 'Enter a name for this workstation',
    name: 'Enter your name',
    userName: 'Use 2 to 64 letters, digits, dots, hyphens, underscores or apostrophes',
    password: 'Use at least 12 characters, and nothing that is easy to guess',
    again: 'The two passwords differ',
    code: 'Enter the 6 digits',
  },
};
