import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { authenticator, expect, press, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

test('a newcomer signs in to the demonstration by choosing a person and pressing Enter', async () => {
  const page = await app.open();
  await page.getByText('This is a demonstration').waitFor();
  await page.getByRole('button', { name: /Jo Marsden/ }).click();
  await expect(page.getByLabel('User name')).toHaveValue('jo.marsden');
  await expect(page.locator('#sign-in')).toBeFocused();
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Needs triage' }).waitFor();
  await expect(page).toHaveTitle('Duty Desk');
  await shut(page);
});

test('in one column the names of the demonstration stay whole, each on its line', async () => {
  const page = await app.open('', { width: 420, height: 768 });
  await page.locator('.demo-person b').first().waitFor();
  const long = 'Dr Wilhelmina Featherstonehaugh-Okonkwo';
  await page.evaluate((name) => (document.querySelector('.demo-person b').textContent = name), long);
  const heights = await page
    .locator('.demo-person b')
    .evaluateAll((names) => names.map((name) => name.getClientRects().length));
  assert.deepEqual(
    heights,
    heights.map(() => 1),
  );
  await expect(page.locator('html')).toHaveJSProperty('scrollWidth', 420);
  await shut(page);
});

test('a clinician lands on the duty list', async () => {
  const page = await app.open();
  await page.getByRole('button', { name: /Okafor/ }).click();
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Duty list' }).waitFor();
  await shut(page);
});

test('what is missing is said at its field, and nothing is asked of the core', async () => {
  const page = await app.open('scene=real');
  await expect(page.getByLabel('User name')).toBeFocused();
  await press(page, 'Enter');
  await page.getByText('Enter your user name').waitFor();
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('This is a demonstration')).toHaveCount(0);
  await shut(page);
});

test('wrong tries are refused in words and then slowed down with the seconds left', async () => {
  const page = await app.open('scene=real', { stopped: true });
  for (let n = 0; n < 3; n += 1) {
    await page.getByLabel('User name').fill('jo.marsden');
    await page.getByLabel('Password').fill('wrong');
    await page.getByLabel('Code').fill('123 456');
    await press(page, 'Enter');
    await expect(page.getByRole('alert')).toHaveText(/That user name, password or code is not right\./);
    await expect(page.getByLabel('Code')).toHaveValue('');
  }
  const button = page.locator('#sign-in');
  await expect(button).toHaveText(/Sign in in [56] s/);
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await page.clock.runFor(6_000);
  await expect(button).not.toHaveAttribute('aria-disabled');
  await shut(page);
});

test('before sign-in a waiting danger is told without a word about the patient', async () => {
  const page = await app.open('scene=real,bell');
  await page.getByText('A message is waiting that needs somebody now.').waitFor();
  await expect(page.locator('body')).not.toHaveText(/Whitlock|Patel|suicide/i);
  await shut(page);
});

test('a blocked key store is explained and never leads to a new empty practice', async () => {
  for (const why of [
    'keystoreAbsent',
    'keystoreLocked',
    'keystoreFailed',
    'secretMissing',
    'vaultDamaged',
    'networkShare',
    'hostFolder',
    'programDrive',
    'syncedFolder',
    'vaultOlder',
    'inUse',
    'needsUpdate',
  ]) {
    const page = await app.open(`blocked=${why}`);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await expect(page.getByRole('heading', { name: 'Set up' }), why).toHaveCount(0);
    await shut(page);
  }
});

test('a practice is set up in four steps, by keyboard, with the kit asked back', async () => {
  const page = await app.open('scene=setup');
  await press(page, 'Tab');
  const fill = async (...texts) => {
    for (const [n, text] of texts.entries()) {
      if (n) await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await press(page, 'Enter');
  };
  await page.getByLabel('ODS code').focus();
  await fill('a81001', 'Hollin Lane Surgery', '01632 960140', 'RECEP-01');
  await page.getByRole('heading', { name: 'Your own account' }).waitFor();
  await page.getByLabel('Your name').focus();
  await fill('Carol Whitby', 'carol.whitby', 'kettle-harbour-plum', 'kettle-harbour-plump');
  await page.getByText('The two passwords differ').waitFor();
  await page.getByLabel('Repeat the password').fill('kettle-harbour-plum');
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'The recovery kit' }).waitFor();
  const groups = page.locator('.kit code');
  await expect(groups).toHaveCount(14);
  const last = (await groups.last().innerText()).toLowerCase();
  await expect(page.getByLabel(/group 14/), 'not while it can be read off the screen').toHaveCount(0);
  await page.getByRole('button', { name: 'It is on paper: hide it' }).click();
  await expect(groups).toHaveCount(0);
  await page.getByLabel(/group 14/).fill('WRONG');
  await press(page, 'Enter');
  await page.getByText('That is not the group asked for').waitFor();
  await page.getByLabel(/group 14/).fill(last);
  await press(page, 'Enter');
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  assert.match(await page.locator('code.secret').innerText(), /^(\S{4} )+\S{1,4}$/, 'grouped once');
  await page.getByLabel(/6 digits/).fill('000000');
  await press(page, 'Enter');
  await page.getByText('That code is not right.').waitFor();
  await page.getByLabel(/6 digits/).fill(await authenticator(page));
  await press(page, 'Enter');
  await page.getByText('The practice is set up.').waitFor();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await shut(page);
});

test('before an idle lock there is a warning, and any key keeps the person in', async () => {
  const page = await app.open('as=jo.marsden', { stopped: true });
  await page.locator('.row').first().waitFor();
  // Half an hour after signing in, which was half a minute before the scene begins.
  await page.practice.do('pass', { ms: 28.5 * 60_000 });
  const warning = page.getByText(/Duty Desk locks in (59|60) seconds\./);
  await warning.waitFor();
  await press(page, 'j');
  await warning.waitFor({ state: 'detached' });
  assert.ok(
    (await page.practice.do('sent')).some(([name]) => name === 'active'),
    'the core hears of it',
  );
  await shut(page);
});

test('locking blanks the window, and the next person starts in their own queue', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row', { hasText: 'PATEL' }).click();
  await page.getByText('Amira Patel').first().waitFor();
  await press(page, 'Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.doesNotMatch(await page.content(), /PATEL|Patel|Clenil/);
  await page.getByRole('button', { name: /Okafor/ }).click();
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Duty list' }).waitFor();
  await expect(page.locator('.conv')).toHaveCount(0);
  await shut(page);
});

const typed = async (page, pin) => {
  await page.getByLabel('Smartcard PIN').fill(pin);
  await press(page, 'Enter');
};

test('a card in the reader and its PIN open the desk, and the card leaving locks it', async () => {
  const page = await app.open('scene=real,card');
  await page.getByRole('heading', { name: 'Enter your PIN' }).waitFor();
  await expect(page.getByLabel('Smartcard PIN')).toBeFocused();
  await typed(page, '274913');
  await page.getByRole('heading', { name: 'Needs triage' }).waitFor();
  await page.practice.do('cardLeaves');
  await page.getByText('Put your smartcard in the reader').waitFor();
  await expect(page.locator('body')).not.toHaveText(/PATEL|WHITLOCK/);
  await shut(page);
});

test('wrong PINs are counted down, and the third says that the card is locked and what to do', async () => {
  const page = await app.open('scene=real,card');
  await typed(page, '000000');
  await page.getByText('That PIN is not right. 2 tries left.').waitFor();
  await expect(page.getByLabel('Smartcard PIN')).toHaveValue('');
  await typed(page, '000000');
  await page.getByText('1 try left').waitFor();
  await typed(page, '000000');
  await page.getByRole('heading', { name: 'This card is locked' }).waitFor();
  await page.getByRole('button', { name: 'Use a password and code' }).click();
  await page.getByLabel('User name').waitFor();
  await page.getByRole('button', { name: 'Use a smartcard instead' }).click();
  await page.getByRole('heading', { name: 'This card is locked' }).waitFor();
  await shut(page);
});

test('a card that can only sign asks for the password as well', async () => {
  const page = await app.open('scene=real,card,signonly');
  await typed(page, '274913');
  await page.getByText('Enter your password').waitFor();
  await page.getByLabel('Password').fill('otter-canal-lantern');
  await typed(page, '274913');
  await page.getByRole('heading', { name: 'Needs triage' }).waitFor();
  await shut(page);
});

test('every trouble with a card has its own words and leaves the way with a password open', async () => {
  const seen = new Set();
  for (const why of [
    'noModule',
    'wrongModule',
    'notAnswering',
    'noService',
    'noReader',
    'noCard',
    'unreadable',
    'unknown',
    'several',
    'notYet',
    'expired',
    'wrongIssuer',
    'revoked',
    'noList',
    'oldList',
    'notForSignIn',
    'noSignatures',
  ]) {
    const page = await app.open(`scene=real&trouble=${why}`);
    await page.locator('.wait').waitFor();
    seen.add(await page.locator('.wait').innerText());
    await page.getByRole('button', { name: 'Use a password and code instead' }).waitFor();
    await shut(page);
  }
  assert.equal(seen.size, 17);
});

test('a manager says whose cards are taken, and a person adds and takes off their own', async () => {
  const page = await app.open('as=carol.whitby&trouble=unknown');
  await press(page, 'F1');
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Your card' }) });
  await card.getByText('Which cards are accepted').click();
  await card.getByLabel('Issuers’ certificates').fill('hello');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('That is not an issuer’s certificate.').waitFor();
  await card.getByLabel('Issuers’ certificates').fill('-----BEGIN CERTIFICATE-----');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Saved.').waitFor();
  await card.getByLabel('Your password').fill('otter-canal-lantern');
  await card.getByLabel('The card’s PIN').fill('274913');
  await card.getByRole('button', { name: 'Add the card in the reader' }).click();
  await card.getByText('The card ending 4417 opens your account from now on.').waitFor();
  await card.getByText('Card ending 4417, since 25-Aug-2026').waitFor();
  await card.getByRole('button', { name: 'Remove the card ending 4417' }).click();
  await card.getByText('No card opens your account yet.').waitFor();
  await shut(page);
});

const keyForm = async (page) => {
  await page.getByRole('button', { name: 'Use a security key instead' }).click();
  await page.getByRole('heading', { name: 'Sign in with your security key' }).waitFor();
};
const withKey = async (page, pin) => {
  await page.getByLabel('User name').fill('jo.marsden');
  await page.getByLabel('Security key PIN').fill(pin);
  await press(page, 'Enter');
};

test('a security key opens the desk by keyboard: name, PIN, and a touch when it is asked for', async () => {
  const page = await app.open('scene=real,key');
  await page.getByRole('button', { name: 'Use a security key instead' }).press('Enter');
  await expect(page.getByLabel('User name')).toBeFocused();
  await page.keyboard.type('jo.marsden');
  await page.keyboard.press('Tab');
  await page.keyboard.type('493817');
  await page.keyboard.press('Enter');
  await page.getByText('Touch your security key now').waitFor();
  await page.practice.do('touchKey');
  await page.getByRole('heading', { name: 'Needs triage' }).waitFor();
  await shut(page);
});

test('whoever does not touch stops by Escape or the button, and signs in with the password', async () => {
  const page = await app.open('scene=real,key');
  await keyForm(page);
  await withKey(page, '493817');
  await page.getByText('Touch your security key now').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Stopped. Nothing was changed.').waitFor();
  await withKey(page, '493817');
  await page.getByText('Touch your security key now').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Stopped. Nothing was changed.').waitFor();
  await page.getByRole('button', { name: 'Use a password and code instead' }).click();
  await page.getByLabel('Code').waitFor();
  await shut(page);
});

test('wrong PINs of a security key are counted down until it wants to be unplugged', async () => {
  const page = await app.open('scene=real,key');
  await keyForm(page);
  await page.keyboard.press('Enter');
  await page.getByText('Enter the key’s PIN').waitFor();
  await withKey(page, '000000');
  await page.getByText('That is not the key’s PIN. 7 tries left.').waitFor();
  await expect(page.getByLabel('Security key PIN')).toHaveValue('');
  await withKey(page, '000000');
  await page.getByText('That is not the key’s PIN. 6 tries left.').waitFor();
  await withKey(page, '000000');
  await page.getByText('Too many wrong PINs in a row.').waitFor();
  await shut(page);
});

test('where the computer asks for the PIN itself, no PIN is asked for here', async () => {
  const page = await app.open('scene=real,keysystem');
  await keyForm(page);
  await expect(page.getByLabel('Security key PIN')).toHaveCount(0);
  await page.getByLabel('User name').fill('jo.marsden');
  await page.keyboard.press('Enter');
  await page.getByText('Follow the computer’s own window').waitFor();
  await page.practice.do('touchKey');
  await page.getByRole('heading', { name: 'Needs triage' }).waitFor();
  await shut(page);
});

test('every trouble with a security key has its own words and leaves the way with a password open', async () => {
  const seen = new Set();
  for (const why of [
    'notHere',
    'notAllowed',
    'noKey',
    'wrongKey',
    'noSecret',
    'noPin',
    'pinLength',
    'unplug',
    'blocked',
    'removed',
    'timedOut',
    'notItsKey',
    'failed',
  ]) {
    const page = await app.open(`scene=real&keytrouble=${why}`);
    await keyForm(page);
    await withKey(page, '493817');
    await page.getByRole('alert').waitFor();
    seen.add(await page.getByRole('alert').innerText());
    await page.getByRole('button', { name: 'Use a password and code instead' }).waitFor();
    await shut(page);
  }
  assert.equal(seen.size, 13);
});

test('a person adds a security key with two touches, by keyboard, and takes it off again', async () => {
  const page = await app.open('as=jo.marsden');
  await page.keyboard.press('F1');
  const keys = page.locator('section', { has: page.getByRole('heading', { name: 'Your security keys' }) });
  await keys.getByText('No security key opens your account').waitFor();
  await keys.getByLabel('What you call it').fill('Blue key');
  await keys.getByLabel('Your password').fill('otter-canal-lantern');
  await page.keyboard.press('Enter');
  await keys.getByText('Enter the key’s PIN').waitFor();
  await keys.getByLabel('The key’s PIN').fill('493817');
  await page.keyboard.press('Enter');
  for (let touch = 0; touch < 2; touch += 1) {
    await keys.getByText('Touch your security key now').waitFor();
    await page.practice.do('touchKey');
    await expect.poll(() => page.practice.do('touched')).toBe(touch + 1);
    await settled(page);
  }
  await keys.getByText('The security key opens your account on this workstation from now on.').waitFor();
  await keys.getByText('Blue key, since 25-Aug-2026').waitFor();
  await keys.getByRole('button', { name: 'Remove Blue key' }).click();
  await keys.getByText('No security key opens your account').waitFor();
  await shut(page);
});

test('a security key that keeps no secret is not added, and says why', async () => {
  const page = await app.open('as=jo.marsden&keytrouble=noSecret');
  await page.keyboard.press('F1');
  const keys = page.locator('section', { has: page.getByRole('heading', { name: 'Your security keys' }) });
  await keys.getByLabel('Your password').fill('otter-canal-lantern');
  await keys.getByLabel('The key’s PIN').fill('493817');
  await page.keyboard.press('Enter');
  await keys.getByText('This security key cannot keep a secret').waitFor();
  await shut(page);
});
