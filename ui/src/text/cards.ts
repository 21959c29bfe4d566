/**
 * Every text about smartcards: what the reader holds, what is wrong with a card, one's own cards and whose are taken.
 */
import type { CardTrouble } from '../api.gen';
import type { Words } from './failures';
import { date, type Instant } from './when';

const problem = (what: string, now: string): Words => ({ what, now });
const itCallsFor = 'Use a password and code now, and ask for a new card.';

export const cardTroubles: Record<CardTrouble, Words> = {
  notTaken: problem('Smartcards are not set up on this workstation.', 'Use a password and code.'),
  noModule: problem(
    'The smartcard software is not installed.',
    'Call whoever looks after the computer. Use a password and code now.',
  ),
  wrongModule: problem(
    'The smartcard software does not work.',
    'Call whoever looks after the computer. Use a password and code now.',
  ),
  noService: problem(
    'The computer’s smartcard service is not running.',
    'Wait a moment. If that does not help, restart the computer or use a password and code.',
  ),
  noReader: problem('No card reader is connected.', 'Plug it in, or use a password and code.'),
  noCard: problem('Put your smartcard in the reader', 'Reader connected. Waiting.'),
  unreadable: problem('This card cannot be read.', 'Take it out, check which way round it goes, and put it in again.'),
  unknown: problem(
    'This card belongs to nobody on this workstation.',
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
    'The issuer’s list is missing: call whoever looks after the computer. Use a password and code now.',
  ),
  oldList: problem(
    'This workstation cannot check whether this card was cancelled recently.',
    'The issuer’s list is out of date: call whoever looks after the computer. Use a password and code now.',
  ),
  notForSignIn: problem(
    'This card was not made for signing in.',
    'Use the card your practice gave you, or a password and code.',
  ),
  noSignatures: problem(
    'This card’s key may not be used to sign in.',
    'Use the card your practice gave you, or a password and code.',
  ),
  pinLength: problem('A PIN of this length cannot be right. It was not tried.', 'Type it again.'),
  wrongPin: problem('That PIN is not right.', 'Type it again; after a few wrong ones the card locks.'),
  blocked: problem('Too many wrong PINs on this card.', 'Restarting the computer does not unlock it.'),
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

const tries = (left: number) => (left === 1 ? '1 try left' : `${left} tries left`);

/** What is wrong with a card or its PIN, in words. */
export function cardWords(why: CardTrouble, left: number | null): Words {
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
  passwordHint: 'This card can sign, but not open the messages by itself',
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
  refusedTitle: 'This card cannot be used',
};

export const yourCardText = {
  title: 'Your card',
  none: 'No card opens your account yet.',
  notTaken:
    'Smartcards are not set up on this workstation. The practice manager chooses below which cards are accepted.',
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
  moduleHint: 'Left empty: OpenSC, where it is usually installed',
  signOut: 'Taking the card out signs you out, instead of only locking',
  lists: (folder: string) =>
    `Lists of cancelled cards are read from ${folder}; without a current one no card is accepted.`,
  save: 'Save',
  saved: 'Saved.',
};
