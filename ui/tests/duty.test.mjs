import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { shut, start } from './browser.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const NARROW = { width: 420, height: 768 };

test('a doctor works the duty list beside the clinical system, one key a step', async () => {
  const page = await app.open('as=n.okafor', NARROW);
  await page.getByRole('heading', { name: /OSBORNE, Derek/ }).waitFor();
  await page.keyboard.press('5');
  assert.equal(await page.getByRole('button', { name: /Spoken to/ }).getAttribute('aria-pressed'), 'false', 'keys wait after a patient opens');
  await page.waitForTimeout(800);
  await page.keyboard.press('2');
  await page.waitForTimeout(100);
  assert.equal(await page.getByRole('heading', { name: /OSBORNE/ }).count(), 1, 'no decision without a contact');
  await page.keyboard.press('1');
  await page.getByText(/^Phoned, 10:4/).waitFor();
  await page.keyboard.press('5');
  await page.getByRole('button', { name: /See Derek Osborne today/ }).waitFor();
  await page.keyboard.press('2');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  assert.equal(await page.getByText('OSBORNE, Derek').count(), 0);
  assert.match(await page.locator('[aria-live=polite]').innerText(), /Derek Osborne is seen today\. Next:/);
  await shut(page);
});

test('beside the clinical system To file shows what waits and, under it, the documents on their way', async () => {
  const page = await app.open('as=jo.marsden', NARROW);
  await page.locator('.row').first().waitFor();
  await page.keyboard.press('Control+4');
  await page.getByText('Nothing waits to be filed.').waitFor();
  const filing = page.getByRole('complementary', { name: 'Filing' });
  await filing.getByText('TREMAYNE').waitFor();
  await filing.getByRole('button', { name: 'Open the conversation' }).first().click();
  await page.locator('.pt .name', { hasText: 'TREMAYNE' }).waitFor();
  assert.equal(await filing.count(), 0, 'one conversation, one column');
  await shut(page);
});

test('no answer is recorded and keeps the patient on the list', async () => {
  const page = await app.open('as=n.okafor', NARROW);
  await page.getByRole('heading', { name: /OSBORNE/ }).waitFor();
  await page.waitForTimeout(800);
  await page.keyboard.press('6');
  await page.getByText('no answer: it stays on the list').waitFor();
  await page.keyboard.press('2');
  await page.waitForTimeout(100);
  assert.equal(await page.getByRole('heading', { name: /OSBORNE/ }).count(), 1);
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  await shut(page);
});

test('in one column a conversation opens whole, and Esc goes back to the list', async () => {
  const page = await app.open('as=jo.marsden', NARROW);
  await page.locator('.row', { hasText: 'PATEL' }).click();
  await page.locator('.pt .name', { hasText: 'PATEL' }).waitFor();
  assert.equal(await page.locator('.list').count(), 0);
  await page.keyboard.press('Escape');
  await page.locator('.row', { hasText: 'PATEL' }).waitFor();
  await shut(page);
});

test('nothing needs sideways scrolling at 420 px or at 200 and 400 % zoom', async () => {
  for (const options of [NARROW, { zoom: 2 }, { zoom: 4 }, { width: 1000, height: 690 }]) {
    for (const query of ['as=jo.marsden', 'as=n.okafor', 'as=jo.marsden&scene=alert&after=10', 'scene=setup', '']) {
      const page = await app.open(query, options);
      await page.waitForTimeout(300);
      const [inner, scroll] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
      assert.ok(scroll <= inner, `${query} ${JSON.stringify(options)}: ${scroll} > ${inner}`);
      await shut(page);
    }
  }
});
