import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, GUARD, press, settled, shut, start, uncover } from './core.mjs';
import { choose } from './patient.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

const composer = (page) => page.locator('.composer textarea');
const summary = (page) => page.getByLabel('Summary for the record');

/** Locks as soon as the last key is down, and signs in again. */
async function back(page, name) {
  await press(page, 'Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, name);
}
async function signIn(page, name) {
  await page.getByRole('button', { name }).click();
  await press(page, 'Enter');
  await settled(page);
}
/** The window as a new one: nothing of the screen's memory is left. */
async function anew(page) {
  await settled(page);
  await page.reload();
  await page.waitForSelector('#app > *');
  await settled(page);
}
/** What the core keeps of this person's writing in the conversation that is open. */
async function kept(page, family) {
  for (const queue of ['needsTriage', 'mine', 'dutyList', 'waiting', 'toFile']) {
    const { rows } = await page.practice.call('list_queue', { queue, offset: 0, limit: 50 });
    const row = rows.find((one) => one.name?.family === family);
    if (row) return (await page.practice.call('conversation', { id: row.id })).drafts.map((one) => one.about.kind);
  }
  return null;
}

test('the note of a call survives a lock, another person and a new window, and goes when the call is recorded', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'p');
  await composer(page).fill('Will ring at two');
  await back(page, /Priya Nair/);
  await choose(page, 'SINCLAIR');
  await press(page, 'p');
  await expect(composer(page), 'a note is its writer’s').toHaveValue('');
  await back(page, /Jo Marsden/);
  await choose(page, 'SINCLAIR');
  await press(page, 'p');
  await expect(composer(page)).toHaveValue('Will ring at two');
  await choose(page, 'AHMED');
  await press(page, '1', '2', '1', 'p');
  await expect(composer(page), 'another patient').toHaveValue('');
  await anew(page);
  await choose(page, 'SINCLAIR');
  await press(page, 'p');
  await expect(composer(page)).toHaveValue('Will ring at two');
  await page.getByLabel('Phoned and spoke').check();
  await press(page, 'Control+Enter');
  await settled(page);
  assert.deepEqual(await kept(page, 'Sinclair'), []);
  await shut(page);
});

test('the summary on closing survives a lock and a new window, and goes with the closing', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await page.locator('textarea[data-composer]').fill('On Thursday from 9.');
  await page.getByLabel('Wait for reply to').check();
  await press(page, 'Control+Enter');
  const close = async () => {
    await page.getByRole('button', { name: /Waiting for patient/ }).click();
    await choose(page, 'SINCLAIR');
    await page.getByRole('button', { name: 'Close and file…' }).click();
  };
  await close();
  await press(page, '5');
  await page.getByLabel('What was the outcome').fill('Told him the day');
  await summary(page).fill('Tablets on Thursday.');
  await back(page, /Jo Marsden/);
  await close();
  await press(page, '5');
  await expect(summary(page)).toHaveValue('Tablets on Thursday.');
  await anew(page);
  await close();
  await press(page, '5');
  await expect(summary(page)).toHaveValue('Tablets on Thursday.');
  await page.locator('.paper').getByText('Told him the day').waitFor();
  await press(page, 'Control+Enter');
  await settled(page);
  await page.getByRole('button', { name: 'Close and file…' }).waitFor({ state: 'detached' });
  await shut(page);
});

test('the reason for an override comes back by itself, under its patient alone', async () => {
  const page = await app.open('as=n.okafor');
  await press(page, 'Control+1');
  const why = page.getByLabel('Why it is still answered by message');
  const exclude = async (family) => {
    await choose(page, family);
    await page.getByText('Not for messages…').click();
    await page.getByRole('button', { name: 'A decision that needs discussion' }).click();
    await page
      .locator('.composer')
      .getByRole('button', { name: /Answer by message/ })
      .waitFor();
  };
  await exclude('AHMED');
  await exclude('SINCLAIR');
  await page.locator('.composer').getByRole('button', { name: 'Answer by message…' }).click();
  await why.fill('Deaf, asked for writing.');
  await back(page, /Okafor/);
  await press(page, 'Control+1');
  await choose(page, 'AHMED');
  await expect(why).toHaveCount(0);
  await choose(page, 'SINCLAIR');
  await expect(why).toHaveValue('Deaf, asked for writing.');
  await page.locator('.composer').getByRole('button', { name: 'Answer by message' }).click();
  await page.getByText('decided to answer by message: Deaf, asked for writing.').waitFor();
  assert.deepEqual(await kept(page, 'Sinclair'), []);
  await shut(page);
});

test('what is written about an alert survives a lock, and shows in no other alert', async () => {
  const page = await app.open('as=n.okafor&scene=alert', { stopped: true });
  const outcome = page.getByLabel('Outcome and next step');
  /** Whoever has an alert goes back to it. */
  const again = async () => {
    if (!(await page.getByRole('alertdialog').count())) await press(page, 'F9');
    await uncover(page);
    if (!(await outcome.count())) await press(page, 'F8');
  };
  await uncover(page);
  await press(page, 'F8');
  await page.getByText('Taken by you').waitFor();
  await press(page, 'F8');
  await page.getByLabel('Handed over to another service').check();
  await outcome.fill('Crisis team rings at 13:00.');
  await press(page, 'Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, /Okafor/);
  await again();
  await expect(outcome).toHaveValue('Crisis team rings at 13:00.');
  await page.practice.do('alarm', { patient: null });
  await settled(page);
  await page.getByRole('button', { name: 'Other alert' }).click();
  await settled(page);
  await page.clock.runFor(GUARD);
  await uncover(page);
  await press(page, 'F8');
  await press(page, 'F8');
  await expect(outcome, 'another alert').toHaveValue('');
  await page.getByRole('button', { name: 'Other alert' }).click();
  await settled(page);
  await again();
  await expect(outcome).toHaveValue('Crisis team rings at 13:00.');
  await page.getByLabel('Handed over to another service').check();
  await press(page, 'Control+Enter');
  await settled(page);
  const { alerts } = await page.practice.call('bar');
  assert.equal(alerts.length, 1, 'one is over');
  await shut(page);
});

test('an incident that is being reported survives a lock and a new window, and goes when it is reported', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await page.getByRole('button', { name: 'Report an incident…' }).click();
  const what = page.getByLabel('What happened');
  await page.getByLabel('Delayed').check();
  await what.fill('It lay since Friday.');
  await back(page, /Jo Marsden/);
  await choose(page, 'AHMED');
  await expect(what, 'another patient').toHaveCount(0);
  await choose(page, 'SINCLAIR');
  await expect(what, 'it is open again').toHaveValue('It lay since Friday.');
  await anew(page);
  await choose(page, 'SINCLAIR');
  await expect(what).toHaveValue('It lay since Friday.');
  await page
    .locator('form')
    .getByRole('button', { name: /Report an incident/ })
    .click();
  await page.getByRole('button', { name: 'Report an incident…' }).waitFor();
  assert.deepEqual(await kept(page, 'Sinclair'), []);
  await anew(page);
  await choose(page, 'SINCLAIR');
  await expect(what).toHaveCount(0);
  await shut(page);
});

test('a hazard and the briefing that are being written are there after a lock', async () => {
  const page = await app.open('as=carol.whitby&scene=register');
  const rail = (name) => page.locator('.rail').getByRole('button', { name }).click();
  const hazards = async () => {
    await rail(/Safety log/);
    await page.getByRole('button', { name: /Hazards/ }).click();
    await page.getByRole('button', { name: 'New hazard' }).click();
  };
  await hazards();
  await page.getByLabel('Name', { exact: true }).fill('The printer prints twice');
  await rail(/briefing/i);
  const heading = page.getByLabel('Heading').first();
  await heading.fill('Before you begin');
  await back(page, /Carol Whitby/);
  await rail(/briefing/i);
  await expect(heading).toHaveValue('Before you begin');
  await hazards();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('The printer prints twice');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'New hazard' }).click();
  await expect(page.getByLabel('Name', { exact: true }), 'cancelled is gone').toHaveValue('');
  await shut(page);
});

test('what cannot be saved is said, and the words stay', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'p');
  await page.practice.do('diskFails');
  await composer(page).fill('Will ring at two');
  await page.getByText('Something you typed could not be saved.').waitFor();
  await expect(composer(page)).toHaveValue('Will ring at two');
  await shut(page);
});
