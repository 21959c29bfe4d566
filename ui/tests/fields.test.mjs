/** What holds in every form. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

test('putting an error right never moves the fields', async () => {
  const page = await app.open('scene=setup');
  const tops = () =>
    page.locator('h1, input').evaluateAll(([first, ...all]) => {
      const from = first.getBoundingClientRect().top;
      return all.map((one) => one.getBoundingClientRect().top - from);
    });
  await page.getByLabel('ODS code').waitFor();
  const before = await tops();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Enter the code as on').waitFor();
  assert.deepEqual(await tops(), before);
  await page.getByLabel('ODS code').fill('A81001');
  await expect(page.getByText('Enter the code as on')).toHaveCount(0);
  assert.deepEqual(await tops(), before);
  await shut(page);
});
