/**
 * Every text about security keys: signing in with one, what is wrong with one, one's own.
 */
import type { SecurityKeyTrouble } from '../api.gen';
import type { Words } from './failures';
import { date, type Instant } from './when';

const problem = (what: string, now: string): Words => ({ what, now });
const byPassword = 'Use a password and code now.';

export const securityKeyTroubles: Record<SecurityKeyTrouble, Words> = {
  notHere: problem(
    'Security keys do not work on this computer.',
    `They need an up-to-date Windows or Linux. ${byPassword}`,
  ),
  notAllowed: problem(
    'This computer does not let Duty Desk use the security key.',
    `Call whoever looks after the computer. ${byPassword}`,
  ),
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
    'Set one with your computer’s or the maker’s program, then try again.',
  ),
  pinLength: problem('A key’s PIN has 4 to 63 characters. It was not tried.', 'Type it again.'),
  wrongPin: problem('That is not the key’s PIN.', 'Type it again; after a few wrong ones the key locks.'),
  unplug: problem('Too many wrong PINs in a row.', 'Take the key out, plug it in again, and type the PIN slowly.'),
  blocked: problem(
    'Too many wrong PINs: this security key is locked.',
    'Only a reset unlocks it, and after that it no longer opens your account. Use a password and code, and add it again.',
  ),
  removed: problem('The security key was pulled out.', 'Plug it in again and leave it there until you are in.'),
  timedOut: problem('Nobody touched the security key.', 'Try again, and touch it while it blinks.'),
  cancelled: problem('Stopped. Nothing was changed.', 'Try again when you are ready.'),
  notItsKey: problem(
    'This security key does not answer as the one that was added.',
    'Do not use it. Tell the practice manager.',
  ),
  failed: problem('The security key did not work as it should.', 'Take it out, plug it in again, and try once more.'),
};

const tries = (left: number) => (left === 1 ? '1 try left' : `${left} tries left`);

/** What is wrong with a key or its PIN, in words. */
export function securityKeyWords(why: SecurityKeyTrouble, left: number | null): Words {
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
  touchMore: 'It blinks. It waits for half a minute.',
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
  lead: 'Plug the key in. You touch it twice: once to add it, once for its secret.',
  name: 'What you call it',
  nameHint: 'Such as “blue key”; up to 40 letters',
  password: 'Your password',
  pin: 'The key’s PIN',
  add: 'Add the security key',
  added: 'The security key opens your account on this workstation from now on.',
};
