import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, GUARD, press, settled, shut, start, uncover } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const alert = (page) => page.getByRole('alertdialog');
/** A desk whose time stands still, so that what is ignored for a while is ignored for as long as the test looks. */
const desk = async (who) => {
  const page = await app.open(`as=${who}`, { stopped: true });
  await page.locator('.row').first().waitFor();
  return page;
};
const raise = async (page, patient = null) => {
  await page.practice.do('alarm', { patient });
  await settled(page);
  await expect(alert(page)).toBeVisible();
};
/** Raised, and the hands have had time to notice it. */
const raised = async (page) => {
  await raise(page);
  await page.clock.runFor(GUARD);
};
const shown = async (page) => {
  await raise(page);
  await uncover(page);
};
const taken = async (page) => {
  await shown(page);
  await press(page, 'F8');
  await expect(page.getByText('Taken by you')).toBeVisible();
};

test('an alert covers the window, shows nothing of the patient, and ignores the keys already in the air', async () => {
  const page = await desk('jo.marsden');
  await raise(page);
  await press(page, 'F9', 'F8');
  await page.clock.runFor(GUARD - 200);
  await press(page, 'F9');
  await expect(page.getByText('The patient and the message are covered')).toBeVisible();
  await expect(alert(page)).not.toHaveText(/Whitlock|tablets|07700/i);
  await expect(alert(page).getByRole('heading', { level: 1 }), 'no button has the focus').toBeFocused();
  await expect(page.locator('[aria-live=assertive]')).toHaveText(/High-risk message: suicide and self-harm/);
  await expect(page).toHaveTitle('Duty Desk');
  await expect(page.locator('.under')).toHaveJSProperty('inert', true);
  await shut(page);
});

test('covered, shown, taken, attempted, accepted, recorded: and back to the same words and caret', async () => {
  const page = await desk('jo.marsden');
  await page.locator('.row', { hasText: 'SINCLAIR' }).click();
  await settled(page);
  const box = page.locator('textarea[data-composer]');
  await box.fill('Half a sentence');
  await box.evaluate((one) => one.setSelectionRange(5, 5));
  await raised(page);
  await press(page, 'F9');
  await expect(alert(page).getByText('WHITLOCK, Jamie')).toBeVisible();
  await expect(page.getByText('07700 900318')).toBeVisible();
  await press(page, 'F8');
  await expect(page.getByText('Taken by you'), 'keys wait again after showing').toHaveCount(0);
  await page.clock.runFor(GUARD);
  await press(page, 'F8');
  await expect(page.getByText('No contact attempt recorded.')).toBeVisible();
  const countdown = page.getByRole('timer');
  await expect(countdown).toBeFocused();
  await expect(countdown).toHaveText(/Sounds again in (5:00|4:59)/);
  await expect(page.locator('.bell').last()).toHaveText(/You; no clinician yet/);
  await press(page, 'F8');
  await expect(alert(page).getByRole('radio').first()).toBeFocused();
  await press(page, '3');
  await expect(page.getByLabel('Advised to phone 999')).toBeChecked();
  await press(page, '4');
  await expect(page.getByLabel('Called an ambulance for them')).toBeChecked();
  await page.getByLabel('No answer').check();
  await page.getByLabel('In a few words').fill('Rang out.');
  await page.getByRole('button', { name: /Record contact attempt/ }).click();
  await settled(page);
  await page.getByText('No answer so far.').waitFor();
  await page.practice.do('doctorAccepts');
  await settled(page);
  await press(page, 'F8');
  await page.getByText('Clinician accepted: Dr N Okafor').waitFor();
  await page.getByLabel('Phoned and spoke').check();
  const close = page.getByRole('button', { name: /Record outcome and close alert/ });
  await expect(close).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('When').fill('25:10');
  await page.getByText('Enter a time before now, like 10:44').waitFor();
  await page.getByLabel('When').fill('10:42');
  await page.getByLabel('Outcome and next step').fill('Safe with partner. Crisis team at 13:00.');
  await press(page, 'Control+Enter');
  await alert(page).waitFor({ state: 'detached' });
  await expect(box).toHaveValue('Half a sentence');
  await expect(box).toBeFocused();
  await expect(box).toHaveJSProperty('selectionStart', 5);
  await expect(page.locator('.bell')).toHaveCount(0);
  await shut(page);
});

test('a clinician accepts with the same key', async () => {
  const page = await desk('n.okafor');
  await shown(page);
  await page.getByRole('button', { name: /I accept this/ }).waitFor();
  await press(page, 'F8');
  await expect(page.getByText('Taken by you')).toBeVisible();
  await expect(page.locator('.steps')).toHaveText(/Dr N Okafor/);
  await shut(page);
});

test('whoever accepted it and reached the patient can go back from the form, and comes to it again', async () => {
  const page = await desk('n.okafor');
  await shown(page);
  await press(page, 'F8', 'F8');
  await press(page, '1');
  await expect(page.getByLabel('Phoned and spoke'), 'its key').toBeChecked();
  await page.getByLabel('Outcome and next step').fill('Will come at 11.');
  await press(page, 'Escape');
  await expect(page.getByRole('button', { name: /Record outcome and close alert/ })).toHaveCount(0);
  await expect(alert(page)).toBeVisible();
  await press(page, 'F8');
  await expect(page.getByLabel('Outcome and next step'), 'nothing is lost').toHaveValue('Will come at 11.');
  await page.getByRole('button', { name: 'Back' }).click();
  await settled(page);
  await page
    .getByRole('button', { name: /Record/ })
    .first()
    .waitFor();
  await shut(page);
});

test('what a colleague closes lets go of whoever had taken it', async () => {
  const page = await desk('jo.marsden');
  await taken(page);
  await page.practice.do('doctorResolves');
  await settled(page);
  await page.getByText('Closed by Dr N Okafor').waitFor();
  await page.getByRole('button', { name: /Back to what I was doing/ }).click();
  await alert(page).waitFor({ state: 'detached' });
  await shut(page);
});

test('three tries without an answer ask for somebody to go there', async () => {
  const page = await desk('jo.marsden');
  await taken(page);
  for (let tries = 0; tries < 3; tries += 1) {
    await expect(page.getByText('ask for a welfare check')).toHaveCount(0);
    await press(page, 'F8');
    await page.getByLabel('No answer').check();
    await press(page, 'Control+Enter');
    await expect(page.getByText('No answer so far.')).toBeVisible();
  }
  await page.getByText('ask for a welfare check').waitFor();
  await shut(page);
});

test('passing it on goes back to work, the bell stays, F9 brings it back covered', async () => {
  const page = await desk('jo.marsden');
  await raised(page);
  await press(page, 'F7');
  await alert(page).waitFor({ state: 'detached' });
  await page.getByText('Nobody has taken it').waitFor();
  await press(page, 'F9');
  await alert(page).waitFor();
  await page.getByText('The patient and the message are covered').waitFor();
  await shut(page);
});

test('taken without an attempt it sounds again for the others after five minutes', async () => {
  const page = await desk('priya.nair');
  await taken(page);
  await page.practice.do('pass', { ms: 5 * 60_000 + 1000 });
  await settled(page);
  await page.getByText('It is sounding again for everybody who was told.').waitFor();
  await shut(page);
});

test('two alerts: the count is said and the other is one press away', async () => {
  const page = await desk('jo.marsden');
  await raise(page);
  await raise(page, { name: ['Second', 'Sam', 'Mx'], webForm: true });
  await page.getByText('1 of 2').waitFor();
  await page.getByRole('button', { name: 'Other alert' }).click();
  await settled(page);
  await page.getByText('2 of 2').waitFor();
  await page.getByText('The patient and the message are covered').waitFor();
  await shut(page);
});

test('it sounds at once and every 20 seconds until somebody takes it', async () => {
  const page = await desk('jo.marsden');
  await page.evaluate(() => {
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      window.tones += 1;
      return start.apply(this, args);
    };
  });
  const tones = () => page.evaluate(() => window.tones);
  await raise(page);
  assert.equal(await tones(), 3);
  await page.clock.runFor(20_000);
  assert.equal(await tones(), 6);
  await uncover(page);
  await press(page, 'F8');
  await expect(page.getByText('Taken by you')).toBeVisible();
  await page.clock.runFor(60_000);
  assert.equal(await tones(), 6);
  await shut(page);
});

test('an open dialog gives way to an alert, and its words are still there afterwards', async () => {
  const page = await desk('jo.marsden');
  await press(page, 'Control+4');
  await page.locator('.filing li', { hasText: 'SINGH' }).getByRole('button').click();
  await settled(page);
  await page.getByRole('button', { name: 'Reopen' }).click();
  await page.getByLabel('Why it is reopened').fill('She asked');
  await raised(page);
  await press(page, 'F7');
  await alert(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByLabel('Why it is reopened')).toHaveValue('She asked');
  await shut(page);
});

test('locking hides it, and after signing in it is covered again', async () => {
  const page = await desk('jo.marsden');
  await shown(page);
  await alert(page).getByText('WHITLOCK, Jamie').waitFor();
  await press(page, 'Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.doesNotMatch(await page.content(), /Whitlock|tablets/i);
  await page.getByRole('button', { name: /Jo Marsden/ }).click();
  await press(page, 'Enter');
  await expect(page.getByText('The patient and the message are covered')).toBeVisible();
  await expect(alert(page)).not.toHaveText(/Whitlock/i);
  await shut(page);
});
