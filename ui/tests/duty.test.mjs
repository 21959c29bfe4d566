import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, GUARD, press, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const NARROW = { width: 420, height: 768 };

test('a doctor works the duty list beside the clinical system, one key a step', async () => {
  const page = await app.open('as=n.okafor', { ...NARROW, stopped: true });
  await page.getByRole('heading', { name: /OSBORNE, Derek/ }).waitFor();
  await page.keyboard.press('5');
  await settled(page);
  await expect(page.getByRole('button', { name: /Spoken to/ }), 'keys wait after a patient opens').toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await page.clock.runFor(GUARD);
  await press(page, '2');
  await expect(page.getByRole('heading', { name: /OSBORNE/ }), 'no decision without a contact').toHaveCount(1);
  await press(page, '1');
  await page.getByText(/^Phoned, 10:42/).waitFor();
  await press(page, '5');
  await page.getByRole('button', { name: /See Derek Osborne today/ }).waitFor();
  await press(page, '2');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  await expect(page.getByText('OSBORNE, Derek')).toHaveCount(0);
  await expect(page.locator('[aria-live=polite]')).toHaveText(/Derek Osborne is seen today\. Next:/, {
    useInnerText: true,
  });
  await shut(page);
});

test('beside the clinical system To file shows what waits and, under it, the documents on their way', async () => {
  const page = await app.open('as=jo.marsden', NARROW);
  await page.locator('.row').first().waitFor();
  await press(page, 'Control+4');
  await page.getByText('Nothing is waiting to be filed.').waitFor();
  const filing = page.getByRole('complementary', { name: 'Filing' });
  await filing.getByText('TREMAYNE').waitFor();
  await filing.getByRole('button', { name: 'Open the conversation' }).first().click();
  await page.locator('.pt .name', { hasText: 'TREMAYNE' }).waitFor();
  await expect(filing, 'one conversation, one column').toHaveCount(0);
  await shut(page);
});

test('no answer is recorded and keeps the patient on the list', async () => {
  const page = await app.open('as=n.okafor', { ...NARROW, stopped: true });
  await page.getByRole('heading', { name: /OSBORNE/ }).waitFor();
  await page.clock.runFor(GUARD);
  await press(page, '6');
  await page.getByText('no answer: it stays on the list').waitFor();
  await press(page, '2');
  await expect(page.getByRole('heading', { name: /OSBORNE/ })).toHaveCount(1);
  await press(page, 'j');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  await shut(page);
});

test('in one column a conversation opens whole, and Esc goes back to the list', async () => {
  const page = await app.open('as=jo.marsden', NARROW);
  await page.locator('.row', { hasText: 'PATEL' }).click();
  await page.locator('.pt .name', { hasText: 'PATEL' }).waitFor();
  await expect(page.locator('.list')).toHaveCount(0);
  await press(page, 'Escape');
  await page.locator('.row', { hasText: 'PATEL' }).waitFor();
  await shut(page);
});

test('nothing needs sideways scrolling at 420 px or at 200 and 400 % zoom', async () => {
  for (const options of [NARROW, { zoom: 2 }, { zoom: 4 }, { width: 1000, height: 690 }]) {
    for (const query of ['as=jo.marsden', 'as=n.okafor', 'as=jo.marsden&scene=alert', 'scene=setup', '']) {
      const page = await app.open(query, options);
      if (query.includes('alert')) await page.getByRole('alertdialog').waitFor();
      await settled(page);
      const [inner, scroll] = await page.evaluate(() => [
        document.documentElement.clientWidth,
        document.documentElement.scrollWidth,
      ]);
      assert.ok(scroll <= inner, `${query} ${JSON.stringify(options)}: ${scroll} > ${inner}`);
      await shut(page);
    }
  }
});
