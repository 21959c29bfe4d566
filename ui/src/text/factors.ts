/**
 * Every text about what people sign in with beside password and code: what is wrong with it, one's own, whose cards are
 * taken, and what the audit calls it. A new factor has its words here.
 */
import type { CardTrouble, Factor, FactorTrouble, SecurityKeyTrouble, SignInRefusal } from '../api.gen';
import type { Words } from './failures';
import { date, type Instant } from './when';

const problem = (what: string, now: string): Words => ({ what, now });
const tries = (left: number) => (left === 1 ? '1 try left' : `${left} tries left`);

/* Smartcards */

const itCallsFor = 'Use a password and code now, and ask for a new card.';

export const cardTroubles: Record<CardTrouble, Words> = {
  notTaken: problem('Smartcards are not set up on this workstation.', 'Use a password and code.'),
  noModule: problem('The smartcard software is not installed.', 'Call IT support. Use a password and code now.'),
  wrongModule: problem('The smartcard software does not work.', 'Call IT support. Use a password and code now.'),
  notAnswering: problem(
    'The smartcard software has stopped answering.',
    'Close Duty Desk, open it again and put the card in. Or use a password and code now.',
  ),
  noService: problem(
    'The computer’s smartcard service is not running.',
    'Wait a moment. If that does not help, restart the computer or use a password and code.',
  ),
  noReader: problem('No card reader is connected.', 'Plug it in, or use a password and code.'),
  noCard: problem('Put your smartcard in the reader', 'Reader connected. Waiting.'),
  unreadable: problem('This card cannot be read.', 'Take it out, check which way round it goes, and put it in again.'),
  unknown: problem(
    'No account on this workstation uses this card.',
    'Sign in with your password and code, then add the card under Keys and display.',
  ),
  several: problem('There is more than one card that could be used.', 'Take out all but your own.'),
  notYet: problem(
    'This card is not valid yet.',
    'If it should be, the computer’s clock may be wrong. Use a password and code now.',
  ),
  expired: problem('This card has expired.', itCallsFor),
  wrongIssuer: problem(
    'Your practice does not accept cards from this issuer.',
    'Use the card your practice gave you, or a password and code.',
  ),
  revoked: problem(
    'This card was cancelled by its issuer.',
    'If it is yours, tell the practice manager. Use a password and code now.',
  ),
  noList: problem(
    'This workstation cannot check whether this card was cancelled.',
    'The issuer’s list is missing: call IT support. Use a password and code now.',
  ),
  oldList: problem(
    'This workstation cannot check whether this card was cancelled recently.',
    'The issuer’s list is out of date: call IT support. Use a password and code now.',
  ),
  notForSignIn: problem(
    'This card was not made for signing in.',
    'Use the card your practice gave you, or a password and code.',
  ),
  noSignatures: problem(
    'This card’s key may not be used to sign in.',
    'Use the card your practice gave you, or a password and code.',
  ),
  pinLength: problem('That PIN is too short or too long, so it was not tried.', 'Type it again.'),
  wrongPin: problem('That PIN is not right.', 'Type it again. After a few wrong PINs the card locks.'),
  blocked: problem(
    'Too many wrong PINs on this card.',
    'Restarting the computer does not unlock it. Use a password and code now.',
  ),
  removed: problem('The card was taken out.', 'Put it in again and leave it there.'),
  notItsKey: problem('This card is not what it claims to be.', 'Do not use it. Tell the practice manager.'),
  passwordNeeded: problem('This card needs your password as well as its PIN.', 'Type both.'),
  taken: problem('This card belongs to somebody else here.', 'Use your own.'),
  badIssuer: problem(
    'That is not an issuer’s certificate.',
    'Paste the whole text, from BEGIN CERTIFICATE to END CERTIFICATE.',
  ),
  failed: problem('The card did not work as it should.', 'Take it out, put it in again, and try once more.'),
};

/** What is wrong with a card or its PIN, in words. */
function cardWords(why: CardTrouble, left: number | null): Words {
  if (why !== 'wrongPin' || left === null) return cardTroubles[why];
  const more = left === 1 ? 'one more wrong PIN' : `${left} more wrong PINs`;
  return problem(
    `That PIN is not right. ${tries(left)}.`,
    `After ${more} the card locks, and only its issuer can unlock it.`,
  );
}

export const cardText = {
  pinTitle: 'Enter your PIN',
  card: (ending: string) => `Card ending ${ending}.`,
  leave: 'Leave the card in the reader; taking it out locks Duty Desk.',
  left: (left: number) => `${tries(left)}.`,
  pin: 'Smartcard PIN',
  password: 'Password',
  passwordHint: 'This card shows who you are, but cannot open the messages by itself',
  missing: { pin: 'Enter the PIN', password: 'Enter your password' },
  usePassword: 'Use a password and code instead',
  useCard: 'Use a smartcard instead',
  lockedTitle: 'This card is locked',
  lockedWhat: (ending: string) => `Too many wrong PINs on the card ending ${ending}.`,
  unlock: 'To unlock it',
  unlockHow: 'Ask the practice manager, who arranges it with the card’s issuer.',
  work: 'To work now',
  workHow: 'Use your own password and code. Never use a colleague’s card.',
  lockedButton: 'Use a password and code',
};

export const yourCardText = {
  title: 'Your card',
  none: 'No card opens your account yet.',
  one: (ending: string, since: Instant) => `Card ending ${ending}, since ${date(since)}`,
  beside: 'Needs your password as well as its PIN',
  alone: 'Opens with its PIN alone',
  remove: (ending: string) => `Remove the card ending ${ending}`,
  off: 'Remove',
  add: 'Add the card in the reader',
  addLead: 'Put your card in the reader, then give your password and the card’s PIN.',
  password: 'Your password',
  pin: 'The card’s PIN',
  added: (ending: string) => `The card ending ${ending} opens your account from now on.`,
  busy: 'Reading the card…',
  rules: 'Which cards are accepted',
  rulesLead: 'For this workstation. With no issuer, nobody is asked for a card.',
  issuers: 'Issuers’ certificates',
  issuersHint: 'PEM text, one after the other. What is pasted here replaces what was there.',
  now: (names: string[]) => (names.length ? `Accepted now: ${names.join(', ')}.` : 'No cards are accepted now.'),
  module: 'Smartcard software (PKCS#11 module)',
  moduleHint: 'If left empty, OpenSC in its usual place is used',
  signOut: 'Taking the card out signs you out, instead of only locking',
  lists: (folder: string) =>
    `Lists of cancelled cards are read from ${folder}; without a current one no card is accepted.`,
  save: 'Save',
  saved: 'Saved.',
};

/* Security keys */

const byPassword = 'Use a password and code now.';

export const securityKeyTroubles: Record<SecurityKeyTrouble, Words> = {
  notHere: problem(
    'Security keys do not work on this computer.',
    `They need an up-to-date Windows or Linux. ${byPassword}`,
  ),
  notAllowed: problem('This computer does not let Duty Desk use the security key.', `Call IT support. ${byPassword}`),
  noKey: problem('No security key is plugged in.', 'Plug yours in, then try again.'),
  several: problem('There are several security keys.', 'Take out all but the one you want to add.'),
  wrongKey: problem(
    'This security key does not open that account on this workstation.',
    'Check the user name and that the key is yours. A key must be added on each workstation separately.',
  ),
  alreadyHere: problem(
    'This security key opens an account here already.',
    'One key opens one account. Use another, or remove it first.',
  ),
  noSecret: problem(
    'This security key cannot keep a secret, so it cannot open the messages.',
    'Use a newer key, one with FIDO2 and “hmac-secret” or PRF.',
  ),
  noPin: problem(
    'This security key has no PIN yet.',
    'Set one in the computer’s settings or with the maker’s program, then try again.',
  ),
  pinLength: problem('A security key’s PIN has 4 to 63 characters, so this one was not tried.', 'Type it again.'),
  wrongPin: problem('That is not the key’s PIN.', 'Type it again. After a few wrong PINs the key locks.'),
  unplug: problem('Too many wrong PINs in a row.', 'Take the key out, plug it in again, and type the PIN slowly.'),
  blocked: problem(
    'Too many wrong PINs: this security key is locked.',
    'Only a reset unlocks it, and after that it no longer opens your account. Use a password and code, and add it again.',
  ),
  removed: problem('The security key was pulled out.', 'Plug it in again and leave it there until you are in.'),
  timedOut: problem('The security key was not touched in time.', 'Try again, and touch it while it blinks.'),
  cancelled: problem('Stopped. Nothing was changed.', 'Try again when you are ready.'),
  notItsKey: problem(
    'This security key does not answer like the one that was added.',
    'Do not use it. Tell the practice manager.',
  ),
  failed: problem('The security key did not work as it should.', 'Take it out, plug it in again, and try once more.'),
};

/** What is wrong with a key or its PIN, in words. */
function securityKeyWords(why: SecurityKeyTrouble, left: number | null): Words {
  if (why !== 'wrongPin' || left === null) return securityKeyTroubles[why];
  const more = left === 1 ? 'one more wrong PIN' : `${left} more wrong PINs`;
  return problem(`That is not the key’s PIN. ${tries(left)}.`, `After ${more} the key locks for good.`);
}

export const securityKeyText = {
  title: 'Sign in with your security key',
  lead: 'Plug your key in, type its PIN, and touch it when you are asked.',
  leadSystem: 'Plug your key in. The computer asks for its PIN and the touch.',
  userName: 'User name',
  pin: 'Security key PIN',
  missing: { userName: 'Enter your user name', pin: 'Enter the key’s PIN', password: 'Enter your password' },
  useKey: 'Use a security key instead',
  usePassword: 'Use a password and code instead',
  wait: 'Waiting for the key…',
  touch: 'Touch your security key now',
  touchMore: 'It is blinking, and waits for half a minute.',
  system: 'Follow the computer’s own window',
  systemMore: 'It asks for the key’s PIN and the touch.',
  cancel: 'Cancel',
};

export const yourSecurityKeysText = {
  title: 'Your security keys',
  notHere: securityKeyTroubles.notHere.what,
  none: 'No security key opens your account on this workstation yet.',
  one: (name: string, since: Instant) => `${name || yourSecurityKeysText.unnamed}, since ${date(since)}`,
  unnamed: 'Security key',
  alone: 'Opens with its PIN and a touch',
  remove: (name: string) => `Remove ${name || yourSecurityKeysText.unnamed}`,
  off: 'Remove',
  gone: 'It no longer opens your account.',
  lead: 'Plug the key in. You are asked to touch it twice.',
  name: 'What you call it',
  nameHint: 'Such as “blue key”; up to 40 letters',
  password: 'Your password',
  pin: 'The key’s PIN',
  add: 'Add the security key',
  added: 'The security key opens your account on this workstation from now on.',
};

/** What is wrong, in words. */
export function factorWords(trouble: FactorTrouble): Words {
  switch (trouble.factor) {
    case 'card':
      return cardWords(trouble.why, trouble.left);
    case 'securityKey':
      return securityKeyWords(trouble.why, trouble.left);
  }
}

/** What the audit calls it. */
export const factorNames: Record<Factor, string> = { card: 'smartcard', securityKey: 'security key' };
/** What the audit says of a refused one. */
export const factorRefusals: Record<Extract<SignInRefusal, Factor>, string> = {
  card: 'Sign-in refused: the smartcard or its PIN was not accepted',
  securityKey: 'Sign-in refused: the security key or its PIN was not accepted',
};
