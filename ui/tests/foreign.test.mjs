/** What patients and colleagues write never changes what stands around it: neither its direction nor its place. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './core.mjs';
import { banner, row } from './patient.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const RLO = '\u202e';
const LONG = 'Featherstonehaugh'.repeat(5);
/** What turns the direction of writing round. */
const TURNS = /[\u202a-\u202e]/;

const arrives = async (page, name, text = 'Which day can I collect my tablets, please?') => {
  await page.practice.do('arrive', { patient: { text, name, webForm: true, telephone: '01632 960199' } });
  await settled(page);
  await page
    .getByRole('button', { name: /new/ })
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await settled(page);
};

test('a name that would turn the button round is shown as what it is, everywhere', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await page.mouse.move(900, 400);
  await arrives(page, [`Turner${RLO}`, `Bew${RLO}yb`, 'Ms'], `Before ${RLO}after, please.`);
  await row(page, 'BEW').or(row(page, 'TURNER\ufffd')).first().click();
  await banner(page, 'TURNER\ufffd').waitFor();
  await expect(page.getByRole('button', { name: /Send to Bew\ufffdyb Turner\ufffd by web form/ })).toHaveCount(1);
  await page.locator('.msg .body', { hasText: 'Before \ufffdafter' }).waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), TURNS);
  assert.doesNotMatch(await page.title(), TURNS);
  await shut(page);
});

test('a name written from the right leaves what stands beside it in its place', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await page.mouse.move(900, 400);
  await arrives(page, ['לוי', 'נועה', 'Ms']);
  await row(page, 'נועה').click();
  await banner(page, 'נועה').waitFor();
  const label = await page.locator('.sendrow .btn-p').innerText();
  assert.match(label, /Send to \u2068.*\u2069 by web form/);
  assert.equal(
    await row(page, 'נועה')
      .locator('.who')
      .evaluate((one) => getComputedStyle(one).unicodeBidi),
    'isolate',
  );
  await shut(page);
});

test('a long name is cut, its whole stands in the title, and no button leaves its pane', async () => {
  for (const size of [{}, { width: 1000 }, { width: 420, height: 768 }]) {
    const page = await app.open('as=jo.marsden', size);
    await row(page, 'HALLORAN').waitFor();
    await page.mouse.move(410, 10);
    await arrives(page, [LONG, LONG, 'Ms']);
    const mine = row(page, LONG.toUpperCase());
    await mine.locator('.who').hover();
    await expect(mine.locator('.who')).toHaveAttribute('title', new RegExp(LONG));
    await mine.click();
    await banner(page, LONG.toUpperCase()).waitFor();
    await press(page, '2', '2', '1');
    for (const key of ['a', 'd', 'p', 'b']) {
      if (key !== 'a') await page.locator('.thread').focus();
      await press(page, key);
      const out = await page.evaluate(() => {
        const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
        return [...document.querySelectorAll('.conv button, .pt, .pt .name, .msg-h b, .list .who')]
          .filter((one) => one.offsetParent)
          .filter((one) => {
            const pane = one.closest('.side, .composer, .thread, .pt, .row, .conv').getBoundingClientRect();
            return !inside(one.getBoundingClientRect(), pane);
          })
          .map((one) => `${one.className}: ${one.textContent.slice(0, 40)}`);
      });
      assert.deepEqual(out, [], `${JSON.stringify(size)} ${key}`);
    }
    const [inner, scroll] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    assert.ok(scroll <= inner, `${JSON.stringify(size)}: ${scroll} > ${inner}`);
    await shut(page);
  }
});

test('an answer that greets somebody else asks whether it is for this patient, and may still be sent', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'SINCLAIR').click();
  await banner(page, 'SINCLAIR').waitFor();
  await settled(page);
  await press(page, '1', '2', '1', 'a');
  await page.keyboard.type('Dear Nora, on Thursday from 9.');
  await page.getByText('Greets Nora: is this for Rory Sinclair?').waitFor();
  await press(page, 'Alt+6');
  await expect(page.getByRole('button', { name: /Send to Rory Sinclair/ })).not.toHaveAttribute('aria-disabled');
  await page.locator('textarea[data-composer]').fill('Dear Rory, on Thursday from 9.');
  await expect(page.getByText(/is this for Rory/)).toHaveCount(0);
  await shut(page);
});
