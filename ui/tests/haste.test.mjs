/** What a person does before the core has answered: nothing typed is lost, and nothing meant for one patient reaches the next. */
import { after, before, test } from 'node:test';
import { expect, GUARD, press, pressable, settled, shut, start, uncover } from './core.mjs';
import { banner, box, choose, row, said } from './patient.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
/** Nothing is answered before the test moves the clock. */
const open = async (who, options = {}) => {
  const page = await app.open(`as=${who}`, { stopped: true, ...options });
  await page.locator('.row, .item').first().waitFor();
  return page;
};
const LONG = 500;
/** Does something that the core answers late; what is asked after it is answered at once. */
const late = async (page, act) => {
  await page.evaluate((long) => (window.door.slow = long), LONG);
  await act();
  await page.evaluate(() => (window.door.slow = 0));
};

test('words typed while the core still notes who looks stay in the answer', async () => {
  const page = await open('jo.marsden');
  await page.evaluate((long) => (window.door.slow = long), LONG);
  await row(page, 'SINCLAIR').click();
  await page.clock.runFor(LONG);
  await expect(banner(page, 'SINCLAIR')).toBeVisible();
  await box(page).click();
  await page.keyboard.type('On Thurs');
  await page.clock.runFor(2 * LONG);
  await page.keyboard.type('day.');
  await expect(box(page)).toBeFocused();
  await expect(box(page)).toHaveValue('On Thursday.');
  await shut(page);
});

test('whoever goes elsewhere before a conversation opens stays there', async () => {
  const page = await open('jo.marsden');
  await late(page, () => row(page, 'SINCLAIR').click());
  await press(page, 'Control+2');
  await page.clock.runFor(LONG);
  await expect(page.getByRole('heading', { name: 'Mine' })).toBeVisible();
  await expect(page.locator('.conv')).toHaveCount(0);
  await shut(page);
});

test('an order that is answered once the pointer is in the list waits until it has left', async () => {
  const page = await open('jo.marsden');
  await page.mouse.move(900, 400);
  const order = () => page.locator('.row .who').allInnerTexts();
  const before = await order();
  await page.evaluate((long) => (window.door.slow = long), LONG);
  const text = 'Lots of bruises since Friday, and I am on warfarin. Should I come in?';
  await page.practice.do('arrive', { patient: { text, name: ['Zimmer', 'Zoe', 'Ms'], webForm: true } });
  await settled(page);
  await row(page, 'SINCLAIR').hover();
  await page.clock.runFor(3 * LONG);
  await page.getByRole('button', { name: /1 new/ }).waitFor();
  expect(await order()).toEqual(before);
  await page.mouse.move(900, 400);
  await page.clock.runFor(3 * LONG);
  await expect(row(page, 'ZIMMER')).toBeVisible();
  await shut(page);
});

test('keys in one go answer one question: what opens next, another patient or the filled button, waits until it was seen', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'HALLORAN');
  await press(page, 'x');
  await page.evaluate((long) => (window.door.slow = long), LONG);
  await page.clock.runFor(2 * GUARD);
  for (const key of ['2', '2', '6', '1', 'd', 'Control+Enter']) await page.keyboard.press(key);
  await page.clock.runFor(3 * LONG);
  await settled(page);
  await expect(page.locator('.steps .done')).toHaveCount(1);
  await expect(page.locator('.steps .now')).toContainText('Permitted use');
  await page.evaluate(() => (window.door.slow = 0));
  await press(page, '6', '1', 'd');
  await page.keyboard.press('Control+Enter');
  await settled(page);
  await expect(
    page.getByRole('button', { name: /Pass to Dr Okafor/ }),
    'the destination has just been chosen',
  ).toBeVisible();
  await press(page, 'Control+Enter');
  await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  for (const key of ['1', '6', '1']) await page.keyboard.press(key);
  await settled(page);
  await expect(page.locator('.steps .done'), 'opened in the same go').toHaveCount(0);
  await shut(page);
});

test('a step that is refused does nothing with the keys pressed after it', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'HALLORAN');
  await press(page, 'x');
  await pressable(page);
  await page.practice.do('diskFails');
  await page.evaluate((long) => (window.door.slow = long), LONG);
  for (const key of ['2', '6', '1']) await page.keyboard.press(key);
  await page.clock.runFor(LONG);
  await page.getByText('could not write to its disk').waitFor();
  await page.practice.do('diskFails', { is: false });
  await page.clock.runFor(2 * LONG);
  await expect(page.locator('.steps .done')).toHaveCount(0);
  await shut(page);
});

test('after A the hands write: no letter of the answer is taken for a command', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type('Dear Rory, take 2 at bedtime');
  await expect(box(page)).toHaveValue('Dear Rory, take 2 at bedtime');
  await expect(page.locator('input[value=answerHere]')).toBeChecked();
  await shut(page);
});

test('a discarded answer can be put back', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await page.keyboard.type('On Thursday from 9.');
  await page.clock.runFor(LONG);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(box(page)).toHaveValue('');
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(box(page)).toHaveValue('On Thursday from 9.');
  await expect(box(page)).toBeFocused();
  await shut(page);
});

test('the outcome and the result of a call have keys', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await press(page, 'Alt+2');
  await expect(page.locator('.whensent select')).toHaveValue('questionAnswered');
  await press(page, 'Alt+6');
  await expect(page.getByRole('radio', { name: 'Wait for reply to' })).toBeChecked();
  await page.locator('#thread-h').focus();
  for (const [key, result] of [
    ['3', 'Advised to phone 999'],
    ['4', 'Called an ambulance for them'],
    ['5', 'No answer'],
  ]) {
    await press(page, ...(key === '3' ? ['p', key] : [key]));
    await expect(page.getByLabel(result)).toBeChecked();
  }
  await shut(page);
});

test('an answer still being sent takes nothing from the patient who is opened meanwhile', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  await page.clock.runFor(LONG);
  await pressable(page);
  await late(page, () => page.keyboard.press('Control+Enter'));
  await choose(page, 'AHMED');
  await box(page).fill('For Farah');
  await page.clock.runFor(LONG);
  await expect(said(page)).toHaveText(/Sent to Rory Sinclair, waiting for a reply\./);
  await expect(banner(page, 'AHMED')).toBeVisible();
  await expect(box(page)).toHaveValue('For Farah');
  await expect(box(page)).toBeFocused();
  await expect(row(page, 'AHMED')).toHaveCount(1);
  await shut(page);
});

test('a pass still being written is offered back for the patient who was passed', async () => {
  const page = await open('jo.marsden');
  await choose(page, 'HALLORAN');
  await press(page, 'x', '2', '6', '1', 'd');
  await pressable(page);
  await late(page, () => page.keyboard.press('Control+Enter'));
  await choose(page, 'WOOD');
  await page.clock.runFor(LONG);
  await expect(banner(page, 'WOOD')).toBeVisible();
  await expect(row(page, 'WOOD')).toHaveCount(1);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await settled(page);
  await expect(said(page)).toHaveText(/Taken back: HALLORAN, Patrick/);
  await shut(page);
});

const alarm = async (page, patient = null) => {
  await page.practice.do('alarm', { patient });
  await settled(page);
  await page.clock.runFor(GUARD);
};
const SECOND = { name: ['Second', 'Sam', 'Mx'], webForm: true };
const otherAlert = async (page) => {
  await page.getByRole('button', { name: 'Other alert' }).click();
  await settled(page);
};

test('showing one alert does not uncover another that is brought up meanwhile', async () => {
  const page = await open('jo.marsden');
  await alarm(page);
  await alarm(page, SECOND);
  await late(page, () => page.keyboard.press('F9'));
  await otherAlert(page);
  await page.clock.runFor(LONG);
  await expect(page.getByText('2 of 2')).toBeVisible();
  await expect(page.getByText('The patient and the message are covered')).toBeVisible();
  await expect(page.getByRole('alertdialog')).not.toHaveText(/SECOND|WHITLOCK/);
  await shut(page);
});

test('closing one alert does not close another that is brought up meanwhile', async () => {
  const page = await open('n.okafor');
  await alarm(page);
  await alarm(page, SECOND);
  await uncover(page);
  await press(page, 'F8', 'F8');
  await page.getByLabel('Phoned and spoke').check();
  await page.getByLabel('Outcome and next step').fill('Safe with partner.');
  await pressable(page);
  await late(page, () => page.keyboard.press('Control+Enter'));
  await otherAlert(page);
  await page.clock.runFor(2 * LONG);
  const sent = (await page.practice.do('sent')).map(([, { command }]) => command?.kind);
  expect(sent).toContain('acceptAlert');
  expect(sent).not.toContain('resolveAlert');
  await shut(page);
});

test('a call recorded for one patient of the duty list does not count for the next', async () => {
  const page = await open('n.okafor', { width: 420, height: 768 });
  await page.getByRole('heading', { name: /OSBORNE/ }).waitFor();
  await page.clock.runFor(GUARD);
  await late(page, () => page.keyboard.press('5'));
  await press(page, 'j');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  await page.clock.runFor(LONG + GUARD);
  await expect(page.getByRole('button', { name: /Spoken to/ })).toHaveAttribute('aria-pressed', 'false');
  await press(page, '2');
  await expect(page.getByRole('heading', { name: /MALIK|PRICE/ })).toBeVisible();
  await shut(page);
});

test('Enter after new words of a search never opens what the old words found', async () => {
  const page = await open('jo.marsden');
  await press(page, '/');
  const search = page.getByRole('searchbox');
  await search.fill('clenil');
  await page.clock.runFor(200);
  await expect(row(page, 'PATEL')).toHaveCount(1);
  await search.fill('since friday');
  await press(page, 'Enter', 'Enter');
  await expect(page.locator('.conv')).toHaveCount(0);
  await page.clock.runFor(200);
  await press(page, 'Enter');
  await expect(banner(page, 'HALLORAN')).toBeVisible();
  await shut(page);
});
