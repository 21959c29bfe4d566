/**
 * Words for every failure and refusal of the core: what happened, whether anything was lost, what to do now. The types
 * hold the table complete for refusals; a failure code without words of its own gets those of `internal`.
 */
import type { Failure, FailureCode, Refusal, WhyFailed } from '../api.gen';
import { factorWords } from './factors';
import { devicesText } from './roster';
import { notReadyWords } from './rota';
import { time } from './when';

export interface Words {
  what: string;
  now: string;
}

const problem = (what: string, now: string): Words => ({ what, now });
const steps = { identity: 'identity', permittedUse: 'permitted use', risk: 'risk', destination: 'destination' };

type RefusalWords = { [K in Refusal['kind']]: (refusal: Extract<Refusal, { kind: K }>, holder: string) => Words };
export const refusals: RefusalWords = {
  notAllowed: () => problem('Your role does not allow this.', 'Ask a colleague whose role does.'),
  notAttested: () =>
    problem(
      'Training or briefing must be confirmed first. What you wrote is kept.',
      'Lock, sign in again, and confirm it.',
    ),
  restricted: () =>
    problem(
      'This record is restricted: a colleague’s, or a colleague’s relative’s.',
      'Only the clinicians the practice has named open it.',
    ),
  heldBy: (r, holder) =>
    problem(
      `${holder} is working on this.`,
      `If they stop, it returns to the queue at ${time(r.until)}. Your draft is kept.`,
    ),
  triageOpen: (r) =>
    problem(`Triage is not finished: ${r.missing.map((step) => steps[step]).join(', ')}.`, 'Finish these first.'),
  identityNotVerified: () => problem('Nobody has checked who wrote this.', 'Do the identity step first.'),
  findingUnread: () => problem('A finding has not been read by a person.', 'Read it and press “I have read it”.'),
  unseenMessage: () =>
    problem('A new message came in, so this was not done. What you wrote is kept.', 'Read it, then go on.'),
  alertOpen: () => problem('A high-risk alert is still open here.', 'Record its outcome first.'),
  excludedTopic: () => problem('This cannot be answered by message.', 'Phone, or book an appointment.'),
  clinicianNeeded: () => problem('This is a clinical question.', 'Pass it to the duty list.'),
  reviewNeeded: () =>
    problem('A clinician must review this first.', 'Prepare the answer, or pass it to the duty list.'),
  withClinician: () =>
    problem('Its alert was real, so it stays with the clinician who accepted it.', 'Ask a clinician to decide.'),
  empty: () => problem('Nothing has been written yet.', 'Write the message first.'),
  tooLong: (r) => problem('This is too long.', `The limit is ${r.most} characters.`),
  linkNotAllowed: () => problem('There is a link that is not on the practice’s list.', 'Take the link out.'),
  noRoute: () => problem('This patient cannot be reached by message.', 'Phone, or write a letter.'),
  answerNotDelivered: () =>
    problem('An answer did not arrive, so the record would be incomplete.', 'Send it again, or phone and record that.'),
  closed: () => problem('This conversation is closed.', 'Reopen it to go on.'),
  notClosed: () => problem('This conversation is not closed.', 'There is nothing to do.'),
  unknownUse: () => problem('The practice no longer has this permitted use.', 'Choose another.'),
  notHere: () => problem('That is no longer in this conversation.', 'Open it again.'),
  alreadyDone: () => problem('This has already been done.', 'Nothing more to do.'),
  notAccepted: () =>
    problem('No clinician has accepted this alert yet.', 'A clinician must accept it before it can be closed.'),
  noContact: () => problem('Nobody has reached the patient yet.', 'Record a contact that reached the patient, or 999.'),
  movedOn: () =>
    problem('Somebody else has already continued with this, so it stays where it is.', 'Ask whoever has it.'),
  outcomeMissing: () => problem('The outcome is missing.', 'Say what was done and what follows.'),
  needsUpdate: () =>
    problem('A newer Duty Desk wrote part of this. You can read it.', 'Update this workstation to go on.'),
  rotaNotReady: (r) =>
    problem(
      `This slot cannot be published: ${notReadyWords(r.why)}.`,
      'Name a duty clinician and another clinician as deputy.',
    ),
  reviewPast: () => problem('That review date has passed.', 'Enter a later day.'),
  hazardMissing: () => problem('This incident is not tied to a hazard.', 'Tie it to one first.'),
  notYet: () => problem('That time is in the future.', 'Enter a time before now.'),
};

export function refusalWords(refusal: Refusal, holder = 'A colleague'): Words {
  const words = refusals[refusal.kind] as ((r: Refusal, holder: string) => Words) | undefined;
  return words ? words(refusal, holder) : failures.internal;
}

/** One line for beside a disabled button. */
export function refusalLine(refusal: Refusal, holder?: string): string {
  const words = refusalWords(refusal, holder);
  return `${words.what} ${words.now}`;
}

export const failures: Record<FailureCode, Words> = {
  refused: problem('That cannot be done now.', 'Look again at what is open here.'),
  codeUsed: problem('That code has been used.', 'Wait for the next one: a code works once.'),
  accessEnded: problem('This account’s access has ended.', 'Ask the practice manager.'),
  noAccess: problem('This account has no access on this workstation.', 'Ask the practice manager.'),
  databaseDamaged: problem(
    'The messages on this workstation cannot be opened. Nothing was changed.',
    'Call IT support: the backup and the recovery kit bring them back.',
  ),
  wrongCredentials: problem(
    'That user name, password or code is not right.',
    'Check the code: it changes every 30 seconds and works once.',
  ),
  wait: problem('Too many wrong tries.', 'You can try again in a moment.'),
  lockedOut: problem('This account is locked after too many wrong tries.', 'Ask the practice manager.'),
  keystoreAbsent: problem(
    'This computer has no key store. Nothing was changed.',
    'A real practice needs one: call IT support.',
  ),
  keystoreLocked: problem('The key store is locked. Nothing was lost.', 'Unlock it and try again.'),
  keystoreForbidden: problem(
    'This computer does not allow keys to be kept. Nothing was lost.',
    'Ask whoever looks after it (your IT support) to let this user store credentials, then try again.',
  ),
  keystoreFailed: problem('The key store did not answer. Nothing was lost.', 'Try again, or restart the computer.'),
  secretMissing: problem(
    'The key of this workstation is gone. Nothing else was lost.',
    'The recovery kit brings the messages back.',
  ),
  vaultDamaged: problem(
    'This workstation’s key file is damaged. The messages are still there, encrypted.',
    'Find the recovery kit. Do not delete anything.',
  ),
  vaultOlder: problem(
    'This computer’s sign-in file is older than the one last used here: an old copy was put back. The messages are still there, encrypted.',
    'Put the folder back as it was before, or the manager brings the messages back with the recovery kit, from the log or its last backup.',
  ),
  inUse: problem('Another Duty Desk on this computer uses the same data.', 'Use that window.'),
  passwordTooShort: problem('The password is too short.', 'Use at least 12 characters.'),
  passwordCommon: problem(
    'That password is one that attackers try first.',
    'Choose another. Three unrelated words are good.',
  ),
  passwordContainsName: problem('The password contains your name or the practice’s.', 'Choose one that does not.'),
  codeWrong: problem(
    'That code is not right.',
    'Check that the telephone’s clock is right, and type the code it shows now.',
  ),
  kitWrong: problem('That is not the last group of the kit.', 'Look at the kit on paper and type it again.'),
  badInput: problem('Something in the form is not right.', 'Check what you entered.'),
  factor: problem('That did not work.', 'Take it out, put it in again, and try once more.'),
  locked: problem('Duty Desk is locked. What you wrote is kept.', 'Sign in again.'),
  notFound: problem('That is no longer here.', 'Go back to the list.'),
  storage: problem(
    'This workstation could not write to its disk. What is on the screen is still here.',
    'Free some space and try again, or use another workstation.',
  ),
  needsUpdate: problem('A newer Duty Desk wrote part of this.', 'Update this workstation.'),
  revoked: problem('This workstation was revoked.', 'Ask the practice manager.'),
  logUnreachable: problem(
    'The practice’s log cannot be reached. Nothing was changed.',
    'Try again when the connection is back. A change to who may read messages takes effect at once or not at all.',
  ),
  notLocal: problem(
    'The log is not on a disk of this computer: it is on a network drive, in a folder shared with another system or copied by OneDrive, Dropbox or the like, or on a drive that a program provides.',
    'Copy its folder to this computer’s own disk and name that place. A single file, a copy of the log, may be anywhere.',
  ),
  unfitBuild: problem(
    'This copy of Duty Desk is not built as it must be, so it opens no messages. Nothing was changed.',
    'Call whoever looks after the computer, to install the released version.',
  ),
  noLog: problem('There is no practice log, or complete copy of one, in that place.', 'Check the folder or the file.'),
  busy: problem('Somebody else is changing the same thing just now. Nothing was changed.', 'Try again in a moment.'),
  lastManager: problem('That would leave nobody to manage the practice.', 'Make somebody else a manager first.'),
  own: problem(
    'You cannot do this for yourself, or for the workstation you are using.',
    'Ask another manager, or do it from another workstation.',
  ),
  userNameTaken: problem('Somebody else has that user name.', 'Choose another.'),
  codesDiffer: problem(devicesText.differ, devicesText.differMore),
  kitLength: problem('That is not a complete recovery kit.', 'It has 14 groups of 4 letters and digits.'),
  kitCharacter: problem('A recovery kit has only letters and digits, and no U.', 'Look at the sheet again.'),
  kitMistyped: problem('At least one character of the recovery kit is wrong.', 'Look at the sheet again.'),
  kitAnother: problem(
    'This recovery kit does not open that practice.',
    'Look for a newer sheet, or check where the log is.',
  ),
  internal: problem(
    'Something went wrong in Duty Desk itself. What was shown as saved is saved.',
    'Try again. If it happens again, tell IT support.',
  ),
};

const fields: Record<string, string> = {
  odsCode: 'the ODS code, such as A81001',
  practiceName: 'the practice’s name',
  telephone: 'a telephone number with its area code',
  workstation: 'the workstation’s name',
  managerName: 'your name',
  userName: 'the user name: lower-case letters, digits, dots',
  password: 'the password',
  name: 'the name',
  signature: 'how patients see the name',
  roles: 'the roles',
  log: 'where the log is',
  backupPlace:
    'the folder for copies: it must be there, named from the root, yours to write into, and outside Duty Desk’s own',
  folder: 'the folder: it must be there, named from the root, yours to write into, and no other practice’s',
  restricted: 'the folder for restricted records: it must be there, another one, and yours to write into',
};

export function failureWords(failure: Failure, holder?: string): Words {
  if (failure.refusal) return refusalWords(failure.refusal, holder);
  if (failure.factor) return factorWords(failure.factor);
  const words = failures[failure.code] ?? failures.internal;
  if (failure.until) return problem(words.what, `You can try again at ${time(failure.until)}.`);
  if (failure.field) {
    // A setting is named by where it stands: `onCall.telephone`.
    const field = failure.field.split('.').at(-1) ?? failure.field;
    return problem(words.what, `Check ${fields[field] ?? failure.field}.`);
  }
  return words;
}

/** What did not reach a patient or the record, by the code the carrier gave. */
export const whyFailed: Record<WhyFailed, string> = {
  noRoute: 'this patient cannot be reached by message',
  rejected: 'it was refused',
  tooLarge: 'it is too long to be sent this way',
  folder: 'the folder for the record cannot be written',
  render: 'the document could not be made',
  conflict: 'the folder already holds a document with this name',
  gatewayEnded: 'the gateway it was left with was closed, and the patient has not written through another',
  unknown: 'for a reason only a newer Duty Desk knows: update this workstation',
};
/** A code of a newer core gets the words for that. */
export const deliveryWhy = (why: WhyFailed): string => whyFailed[why] ?? whyFailed.unknown;

/** A rejection may be anything; a `Failure` has a code. */
export function asFailure(reason: unknown): Failure {
  if (typeof reason === 'object' && reason !== null && 'code' in reason) return reason as Failure;
  return { code: 'internal', retry: 'later', refusal: null, until: null, field: null, factor: null };
}
