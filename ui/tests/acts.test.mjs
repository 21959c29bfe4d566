/** Who acts: what waits for a clinician, what a person sees themselves, whose a danger is, and what was none. */
import { after, before, test } from 'node:test';
import { expect, GUARD, press, settled, shut, start, uncover } from './core.mjs';
import { banner, box, choose, row } from './patient.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const alert = (page) => page.getByRole('alertdialog');
/** A desk whose time stands still. */
const desk = async (who, options = {}) => {
  const page = await app.open(`as=${who}`, { stopped: true, ...options });
  await page.locator('.row').first().waitFor();
  return page;
};
const raise = async (page, patient = null) => {
  await page.practice.do('alarm', { patient });
  await settled(page);
  await expect(alert(page)).toBeVisible();
};
const strip = (page) => page.getByText(/You took a high-risk alert at/);

test('a check waits for a clinician: reception prepares the answer and sends it once it is reviewed', async () => {
  const page = await desk('jo.marsden');
  await choose(page, 'HALLORAN');
  await page.getByText('You can prepare the answer.').waitFor();
  await press(page, 'x', '2', '2', '1');
  await page.getByText('prepare only').waitFor();
  for (const route of ['phone', 'appointment'])
    await expect(page.locator(`input[value=${route}]`), 'it is not triaged away').toBeDisabled();
  await expect(page.locator('input[value=dutyList]')).toBeEnabled();
  await press(page, 'a');
  await box(page).fill('Please come in today.');
  await page.locator('.whensent select').selectOption('questionAnswered');
  await page.clock.runFor(GUARD);
  await settled(page);
  const send = page.getByRole('button', { name: /^Send to/ });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('#send-why')).toHaveText(/A clinician must review this first/);
  await expect(page.getByRole('button', { name: /^Reviewed/ }), 'it is not reception’s').toHaveCount(0);
  await page.practice.do('doctorReviews', { family: 'Halloran' });
  await settled(page);
  await page.getByText(/^Reviewed by Dr N Okafor/).waitFor();
  await expect(page.locator('#send-why')).toHaveText('');
  await expect(send).not.toHaveAttribute('aria-disabled');
  await expect(box(page), 'what was prepared is there').toHaveValue('Please come in today.');
  await press(page, 'Control+Enter');
  await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  await shut(page);
});

test('a clinician reviews with one key, beside the clinical system too', async () => {
  const page = await app.open('as=n.okafor', { width: 420, height: 768, stopped: true });
  await page.getByRole('heading', { name: /OSBORNE, Derek/ }).waitFor();
  await page.getByRole('button', { name: /^Reviewed/ }).waitFor();
  await expect(page.locator('.item.open')).toHaveText(/Review by/);
  await press(page, 'v');
  await page.getByText(/^Reviewed by Dr N Okafor/).waitFor();
  await expect(page.locator('.item.open'), 'the answer is still due').toHaveText(/Answer by/);
  await expect(page.locator('.item.open .chips')).not.toHaveText(/Review by/);
  await shut(page);
});

test('a person’s red flag calls under their name and stands at the top of the duty list, phone and appointment open', async () => {
  const page = await desk('jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '2');
  await expect(alert(page).getByRole('heading', { level: 1 })).toHaveText('High risk: red flag by Jo Marsden');
  await uncover(page);
  await alert(page).getByText('Jo Marsden saw danger in this message.').waitFor();
  await press(page, 'F8', 'Escape');
  await alert(page).waitFor({ state: 'detached' });
  await press(page, 'Control+3');
  await expect(page.locator('.row').first()).toHaveText(/SINCLAIR/);
  await expect(page.locator('.row').first()).toHaveText(/High: red flag, Jo Marsden/);
  await choose(page, 'SINCLAIR');
  for (const route of ['phone', 'appointment']) await expect(page.locator(`input[value=${route}]`)).toBeEnabled();
  await expect(page.locator('input[value=answerHere]')).toBeDisabled();
  await shut(page);
});

test('a red flag for a clinician today, before anything else is done, is a check on the duty list', async () => {
  const page = await desk('jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '3');
  await expect(alert(page)).toHaveCount(0);
  await page.getByText('A clinician must review this.').waitFor();
  await press(page, 'Control+3');
  await expect(row(page, 'SINCLAIR')).toHaveText(/Check: red flag, Jo Marsden/);
  await shut(page);
});

test('an emergency that a person names raises the alert as well', async () => {
  const page = await desk('jo.marsden');
  await choose(page, 'SINCLAIR');
  await page.getByText('Not for messages').click();
  await page.getByRole('button', { name: 'Emergency' }).click();
  await settled(page);
  await expect(alert(page).getByRole('heading', { level: 1 })).toHaveText('High risk: red flag by Jo Marsden');
  await shut(page);
});

test('whose alert was real, their conversation: it is on the duty list with the clinician who accepted it', async () => {
  const page = await desk('jo.marsden');
  await raise(page);
  await page.practice.do('doctorResolves');
  await settled(page);
  await page.clock.runFor(GUARD);
  await press(page, 'Escape');
  await alert(page).waitFor({ state: 'detached' });
  await expect(row(page, 'WHITLOCK'), 'not ordinary work for triage').toHaveCount(0);
  await press(page, 'Control+3');
  await expect(row(page, 'WHITLOCK')).toHaveText(/Dr N Okafor/);
  await choose(page, 'WHITLOCK');
  await page.getByText('This is with Dr N Okafor, who accepted its alert.').waitFor();
  await expect(page.locator('input[value=phone]')).toBeDisabled();
  await shut(page);
});

test('whoever took an alert can leave its screen, sees the way back, and has it again at sign-in', async () => {
  const page = await desk('jo.marsden');
  await raise(page);
  await uncover(page);
  await press(page, 'F8');
  await page.getByText('It stays yours. F9 or the red strip brings you back to it.').waitFor();
  await press(page, 'Escape');
  await alert(page).waitFor({ state: 'detached' });
  await strip(page).waitFor();
  await page.getByRole('button', { name: /Back to the alert/ }).click();
  await alert(page).waitFor();
  await expect(strip(page)).toHaveCount(0);
  await page.getByText('The patient and the message are covered').waitFor();
  await page.clock.runFor(GUARD);
  await press(page, 'Escape');
  await strip(page).waitFor();
  await press(page, 'F9');
  await alert(page).waitFor();
  await page.clock.runFor(GUARD);
  await press(page, 'Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('button', { name: /Jo Marsden/ }).click();
  await press(page, 'Enter');
  await expect(page.getByText('The patient and the message are covered')).toBeVisible();
  await shut(page);
});

test('a clinician ends an alert as not a danger, with a reason and words, and it counts', async () => {
  const page = await desk('n.okafor');
  await raise(page);
  await uncover(page);
  await page.getByText('Only a clinician may end it as not a danger, after accepting it.').waitFor();
  await press(page, 'F8');
  await page.getByRole('button', { name: /Not a danger/ }).click();
  const end = page.getByRole('button', { name: /End it: Jamie Whitlock is in no danger/ });
  await expect(end).toHaveAttribute('aria-disabled', 'true');
  await page.getByText('First choose why.').waitFor();
  await press(page, '2');
  await page.getByText('Say it in your words.').waitFor();
  await page.getByLabel('In your words').fill('Lines of a song, sent by mistake.');
  await press(page, 'Control+Enter');
  await alert(page).waitFor({ state: 'detached' });
  await press(page, 'Control+1');
  await expect(row(page, 'WHITLOCK')).toHaveText(/Not a danger/);
  await page.getByRole('button', { name: 'Safety log' }).click();
  await page.getByRole('heading', { name: 'How often it was a danger' }).waitFor();
  const category = page.locator('tr', { hasText: 'Suicide and self-harm' }).last();
  await expect(category).toHaveText(/0 of 1 a danger \(0 %\)/);
  await expect(category, 'by its number').toHaveText(/[0-9a-f]{8}/);
  await expect(page.locator('main'), 'never by its words').not.toHaveText(/saved up my tablets/);
  await shut(page);
});

test('a clinician ends a check as not a danger, and it goes on as ordinary work', async () => {
  const page = await desk('n.okafor');
  await choose(page, 'OSBORNE');
  await page.getByRole('button', { name: 'Not a danger…' }).click();
  await press(page, '5');
  await page.getByLabel('In your words').fill('Known, INR checked on Friday.');
  await press(page, 'Control+Enter');
  await page.getByText(/^Not a danger, as Dr N Okafor judged/).waitFor();
  await expect(page.getByText('A clinician must review this.')).toHaveCount(0);
  await shut(page);
});

test('an alert without telephone or address says where to find them', async () => {
  const page = await desk('jo.marsden');
  await raise(page, { name: ['Second', 'Sam', 'Mx'], webForm: true });
  await uncover(page);
  await expect(page.getByText(/Not known here: look in the clinical record under NHS No\. 999/)).toHaveCount(2);
  await shut(page);
});

test('what the rules could not read is not called a message in which they found nothing', async () => {
  const page = await desk('jo.marsden');
  await choose(page, 'KOWALSKA');
  await press(page, '1', '2', '1');
  await page
    .locator('.steps')
    .getByText(/Not assessed by the rules/)
    .waitFor();
  await expect(page.locator('.steps')).not.toHaveText(/Nothing found/);
  await banner(page, 'KOWALSKA').waitFor();
  await shut(page);
});
