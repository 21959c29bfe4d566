import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

const confirmAll = async (page) => {
  await settled(page);
  for (const box of await page.locator('.cb').all()) await box.check();
};

test('a locum’s end of access is on the screen, and the briefing can be read again', async () => {
  const page = await app.open('as=carol.whitby');
  const tom = (await page.practice.call('staff')).find((one) => one.name === 'Dr Tom Heald');
  await page.practice.call('set_expiry', { staff: tom.id, expires: '2026-09-04T22:59:59Z' });
  await press(page, 'Control+L');
  await page.getByRole('button', { name: /Tom Heald/ }).click();
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Before you open messages' }).waitFor();
  await confirmAll(page);
  await page.getByRole('button', { name: 'Confirm as Dr Tom Heald' }).click();
  await page.getByRole('heading', { name: 'What messaging is for here' }).waitFor();
  await confirmAll(page);
  for (let section = 1; section < 5; section += 1) await page.getByRole('button', { name: 'Next section' }).click();
  await page.getByRole('button', { name: 'Confirm and enter as Dr Tom Heald' }).click();
  await expect(page.locator('.bar .person')).toContainText('access ends 04-Sep-2026');
  await page.locator('.rail').getByRole('button', { name: 'Briefing' }).click();
  await page.getByRole('heading', { level: 1, name: 'Briefing' }).waitFor();
  await page.getByRole('heading', { level: 2, name: 'What messaging is for here' }).waitFor();
  await expect(page.locator('main .card'), 'all of it').toHaveCount(5);
  await shut(page);
});

test('a locum confirms training, reads every section, confirms, and only then sees messages', async () => {
  const page = await app.open('as=tom.heald');
  await page.getByRole('heading', { name: 'Before you open messages' }).waitFor();
  await expect(page.locator('.row')).toHaveCount(0);
  await confirmAll(page);
  await page.getByRole('button', { name: 'Confirm as Dr Tom Heald' }).click();
  await page.getByRole('heading', { name: 'What messaging is for here' }).waitFor();
  const enter = page.getByRole('button', { name: 'Confirm and enter as Dr Tom Heald' });
  await confirmAll(page);
  await expect(enter, 'four sections are unread').toHaveAttribute('aria-disabled', 'true');
  for (let section = 1; section < 5; section += 1) await page.getByRole('button', { name: 'Next section' }).click();
  await page.getByText('5 of 5 sections read').waitFor();
  await expect(page.locator('.row')).toHaveCount(0);
  await enter.click();
  await page.locator('.rail').waitFor();
  await shut(page);
});

test('a locum can sign out instead of confirming', async () => {
  const page = await app.open('as=tom.heald');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('#sign-in').waitFor();
  await shut(page);
});

test('a restricted record shows that something waits, and nothing of whom', async () => {
  const page = await app.open('as=jo.marsden&scene=restricted');
  const row = page.locator('.row', { hasText: 'Restricted record' });
  await row.waitFor();
  await expect(page.getByText('WOOD')).toHaveCount(0);
  await row.click();
  await page.getByRole('heading', { name: 'This record is restricted' }).waitFor();
  await expect(page.locator('.conv')).toHaveCount(0);
  await shut(page);
});
