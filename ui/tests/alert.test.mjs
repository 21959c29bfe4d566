import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { shut, start } from './browser.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const raise = (page, seed) => page.evaluate((more) => window.practice.alarm(more), seed ?? {});
const alert = (page) => page.getByRole('alertdialog');
const GUARD = 760;

test('an alert covers the window, shows nothing of the patient, and ignores the keys already in the air', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor({ timeout: 1000 });
  await page.keyboard.press('F9');
  await page.keyboard.press('F8');
  await page.getByText('The patient and the message are covered').waitFor();
  assert.doesNotMatch(await alert(page).innerText(), /Whitlock|tablets|07700/i);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'no button has the focus');
  assert.match(await page.locator('[aria-live=assertive]').innerText(), /High-risk message: suicide and self-harm/);
  assert.equal(await page.title(), 'Duty Desk');
  assert.equal(await page.locator('.under').evaluate((one) => one.inert), true);
  await shut(page);
});

test('covered, shown, taken, attempted, accepted, recorded: and back to the same words and caret', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row', { hasText: 'SINCLAIR' }).click();
  const box = page.locator('textarea[data-composer]');
  await box.fill('Half a sentence');
  await box.evaluate((one) => one.setSelectionRange(5, 5));
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F9');
  await alert(page).getByText('WHITLOCK, Jamie').waitFor();
  await page.getByText('07700 900318').waitFor();
  await page.keyboard.press('F8');
  assert.equal(await page.getByText('Taken by you').count(), 0, 'keys wait again after showing');
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F8');
  await page.getByText('No contact attempt recorded.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'alert-countdown');
  assert.match(await page.getByRole('timer').innerText(), /Sounds again in (5:00|4:5\d)/);
  assert.match(await page.locator('.bell').last().innerText(), /You; no clinician yet/);
  await page.keyboard.press('F8');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'radio');
  await page.getByLabel('No answer').check();
  await page.getByLabel('In a few words').fill('Rang out.');
  await page.getByRole('button', { name: /Record contact attempt/ }).click();
  await page.getByText('No answer so far.').waitFor();
  await page.evaluate(() => window.practice.doctorAccepts());
  await page.keyboard.press('F8');
  await page.getByText('Clinician accepted: Dr N Okafor').waitFor();
  await page.getByLabel('Phoned and spoke').check();
  const close = page.getByRole('button', { name: /Record outcome and close alert/ });
  assert.equal(await close.getAttribute('aria-disabled'), 'true');
  await page.getByLabel('When').fill('25:10');
  await page.getByText('Enter a time before now, like 10:44').waitFor();
  await page.getByLabel('When').fill('10:42');
  await page.getByLabel('Outcome and next step').fill('Safe with partner. Crisis team at 13:00.');
  await page.keyboard.press('Control+Enter');
  await alert(page).waitFor({ state: 'detached' });
  await page.waitForTimeout(100);
  assert.equal(await box.inputValue(), 'Half a sentence');
  assert.equal(await page.evaluate(() => document.activeElement.matches('textarea[data-composer]') && document.activeElement.selectionStart), 5);
  assert.equal(await page.locator('.bell').count(), 0);
  await shut(page);
});

test('a clinician accepts with the same key', async () => {
  const page = await app.open('as=n.okafor');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F9');
  await page.waitForTimeout(GUARD + 100);
  await page.getByRole('button', { name: /I accept this/ }).waitFor();
  await page.keyboard.press('F8');
  await page.getByText('Taken by you').waitFor();
  assert.match(await page.locator('.steps').innerText(), /Dr N Okafor/);
  await shut(page);
});

test('what a colleague closes lets go of whoever had taken it', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F9');
  await page.waitForTimeout(GUARD + 100);
  await page.keyboard.press('F8');
  await page.getByText('Taken by you').waitFor();
  await page.evaluate(() => window.practice.doctorResolves());
  await page.getByText('Closed by Dr N Okafor').waitFor();
  await page.getByRole('button', { name: /Back to what I was doing/ }).click();
  await alert(page).waitFor({ state: 'detached' });
  await shut(page);
});

test('three tries without an answer ask for somebody to go there', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F9');
  await page.waitForTimeout(GUARD + 100);
  await page.keyboard.press('F8');
  await page.getByText('Taken by you').waitFor();
  for (let tries = 0; tries < 3; tries += 1) {
    assert.equal(await page.getByText('ask for a welfare check').count(), 0);
    await page.keyboard.press('F8');
    await page.getByLabel('No answer').check();
    await page.waitForTimeout(1050);
    await page.keyboard.press('Control+Enter');
    await page.getByText('No answer so far.').waitFor();
  }
  await page.getByText('ask for a welfare check').waitFor();
  await shut(page);
});

test('passing it on goes back to work, the bell stays, F9 brings it back covered', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F7');
  await alert(page).waitFor({ state: 'detached' });
  await page.getByText('Nobody has taken it').waitFor();
  await page.keyboard.press('F9');
  await alert(page).waitFor();
  await page.getByText('The patient and the message are covered').waitFor();
  await shut(page);
});

test('taken without an attempt it sounds again for the others after five minutes', async () => {
  const page = await app.open('as=priya.nair');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F9');
  await page.waitForTimeout(GUARD + 100);
  await page.keyboard.press('F8');
  await page.getByText('Taken by you').waitFor();
  await page.evaluate(() => window.practice.pass(5 * 60_000 + 1000));
  await page.getByText('It is sounding again for everybody who was told.').waitFor();
  await shut(page);
});

test('two alerts: the count is said and the other is one press away', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await raise(page, { name: ['Second', 'Sam', 'Mx'] });
  await page.getByText('1 of 2').waitFor();
  await page.waitForTimeout(GUARD);
  await page.getByRole('button', { name: 'Other alert' }).click();
  await page.getByText('2 of 2').waitFor();
  await page.getByText('The patient and the message are covered').waitFor();
  await shut(page);
});

test('it sounds at once and every 20 seconds until somebody takes it', async () => {
  const page = await app.open();
  await page.addInitScript(() => {
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      window.tones += 1;
      return start.apply(this, args);
    };
  });
  await page.clock.install();
  await page.goto(`${app.base}?as=jo.marsden`);
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForFunction(() => window.tones === 3);
  await page.clock.runFor(20_500);
  assert.equal(await page.evaluate(() => window.tones), 6);
  await page.keyboard.press('F9');
  await page.clock.runFor(1000);
  await page.keyboard.press('F8');
  await page.getByText('Taken by you').waitFor();
  await page.clock.runFor(60_000);
  assert.equal(await page.evaluate(() => window.tones), 6);
  await page.context().close();
});

test('an open dialog gives way to an alert, and its words are still there afterwards', async () => {
  const page = await app.open('as=jo.marsden');
  await page.keyboard.press('Control+4');
  await page.locator('.filing li', { hasText: 'SINGH' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Reopen' }).click();
  await page.getByLabel('Why it goes on').fill('She asked');
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F7');
  await alert(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Reopen' }).click();
  assert.equal(await page.getByLabel('Why it goes on').inputValue(), 'She asked');
  await shut(page);
});

test('locking hides it, and after signing in it is covered again', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await raise(page);
  await alert(page).waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('F9');
  await alert(page).getByText('WHITLOCK, Jamie').waitFor();
  await page.waitForTimeout(GUARD);
  await page.keyboard.press('Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.doesNotMatch(await page.content(), /Whitlock|tablets/i);
  await page.getByRole('button', { name: /Jo Marsden/ }).click();
  await page.keyboard.press('Enter');
  await page.getByText('The patient and the message are covered').waitFor();
  assert.doesNotMatch(await alert(page).innerText(), /Whitlock/i);
  await shut(page);
});
