import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './browser.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

const confirmAll = async (page) => {
  for (const box of await page.locator('.cb').all()) await box.check();
};

test('a locum confirms training, reads every section, confirms, and only then sees messages', async () => {
  const page = await app.open('as=tom.heald');
  await page.getByRole('heading', { name: 'Before messages open' }).waitFor();
  assert.equal(await page.locator('.row').count(), 0);
  await confirmAll(page);
  await page.getByRole('button', { name: 'Confirm as Dr Tom Heald' }).click();
  await page.getByRole('heading', { name: 'What messaging is for here' }).waitFor();
  const enter = page.getByRole('button', { name: 'Confirm and enter as Dr Tom Heald' });
  await confirmAll(page);
  assert.equal(await enter.getAttribute('aria-disabled'), 'true', 'four sections are unread');
  for (let section = 1; section < 5; section += 1) await page.getByRole('button', { name: 'Next section' }).click();
  await page.getByText('5 of 5 sections read').waitFor();
  assert.equal(await page.locator('.row').count(), 0);
  await enter.click();
  await page.locator('.rail').waitFor();
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('a locum can sign out instead of confirming', async () => {
  const page = await app.open('as=tom.heald');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('#sign-in').waitFor();
  await page.context().close();
});

test('a restricted record shows that something waits, and nothing of whom', async () => {
  const page = await app.open('as=jo.marsden&scene=restricted');
  const row = page.locator('.row', { hasText: 'Restricted record' });
  await row.waitFor();
  assert.equal(await page.getByText('WOOD').count(), 0);
  await row.click();
  await page.getByRole('heading', { name: 'This record is restricted' }).waitFor();
  assert.equal(await page.locator('.conv').count(), 0);
  await page.context().close();
});
