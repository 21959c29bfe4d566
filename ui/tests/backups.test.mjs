import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

test('a manager is reminded of a second place at sign-in, the bar says it, and naming one ends both', async () => {
  const page = await app.open('as=carol.whitby&scene=real');
  const reminder = page.getByRole('dialog', { name: 'The messages are on this computer’s disk alone.' });
  await reminder.waitFor();
  await reminder.getByRole('button', { name: 'Later' }).click();
  await reminder.waitFor({ state: 'detached' });
  await page.locator('.bar').getByText('No second place for copies').click();
  const card = page.getByRole('region', { name: 'Copies of the messages' });
  await card.getByText('No second place has been named.').waitFor();
  await card.getByRole('button', { name: 'Name a second place' }).click();
  const place = mkdtempSync(join(tmpdir(), 'stick-'));
  const folder = card.getByLabel('Folder on another disk, a share or a USB stick');
  await folder.fill(join(place, 'nowhere'));
  await card.getByRole('button', { name: 'Check and use it' }).click();
  await card.getByText('it must be there, named from the root').waitFor();
  await folder.fill(place);
  await card.getByRole('button', { name: 'Check and use it' }).click();
  await card.getByText(`Second place: ${place}`).waitFor();
  await card.getByText('Last copy there:').waitFor();
  assert.equal(readdirSync(join(place, readdirSync(place)[0])).filter((name) => name.endsWith('.sqlite')).length, 1);
  await expect(page.locator('.bar').getByText('No second place for copies')).toHaveCount(0);
  await page.reload();
  await page.waitForSelector('#app > *');
  await settled(page);
  await expect(reminder).toHaveCount(0);
  await shut(page);
});

test('nobody else is reminded', async () => {
  const page = await app.open('as=jo.marsden&scene=real');
  await page.locator('.row').first().waitFor();
  await settled(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.second-copy')).toHaveCount(0);
  await shut(page);
});
