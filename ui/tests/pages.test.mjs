/** Opening a page, from wherever it can be opened, brings the focus to its heading. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

/** Who together may open every page there is. */
const PEOPLE = ['carol.whitby', 'n.okafor', 'ruth.alder'];
const NARROW = { width: 420, height: 768 };

/** The heading has the focus and carries the page's name; on the search page the field has it, for that is what one came for. */
async function arrived(page, name) {
  if (name === 'Search') return expect(page.getByRole('searchbox')).toBeFocused();
  const heading = page.getByRole('heading', { level: 1, name, exact: true });
  // On the narrow duty list the first patient opens by itself, and the focus goes on to that name.
  if (name === 'Duty list' && (page.viewportSize()?.width ?? 0) < 600) return heading.waitFor();
  await expect(heading, name).toBeFocused();
}

test('every page takes the focus to its heading, opened from the rail', async () => {
  const seen = new Set();
  for (const who of PEOPLE) {
    const page = await app.open(`as=${who}`);
    const names = await page.locator('.rail button .w:not(.n)').allInnerTexts();
    assert.ok(names.length > 3, `${who} sees the rail`);
    for (const name of names) {
      await page.locator('.rail').getByRole('button', { name }).click();
      await settled(page);
      await arrived(page, name);
      seen.add(name);
    }
    await shut(page);
  }
  assert.equal(seen.size, 15, `every page was opened: ${[...seen].join(', ')}`);
});

test('every page takes the focus to its heading, chosen in the narrow bar', async () => {
  for (const who of PEOPLE) {
    const page = await app.open(`as=${who}`, NARROW);
    const list = page.locator('.pick select');
    for (const option of await list.locator('option').all()) {
      const name = (await option.innerText()).replace(/ \d+$/, '');
      await list.selectOption(await option.getAttribute('value'));
      await settled(page);
      await arrived(page, name);
    }
    await shut(page);
  }
});

test('whoever signs in begins at the heading of the first page', async () => {
  const page = await app.open('as=jo.marsden');
  await arrived(page, 'Needs triage');
  await shut(page);
  const governance = await app.open('as=ruth.alder');
  await arrived(governance, 'Audit');
  await shut(governance);
});

test('arrow keys in the narrow bar walk through the pages without losing the list', async () => {
  const page = await app.open('as=carol.whitby', NARROW);
  const list = page.locator('.pick select');
  await list.selectOption('rota');
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await settled(page);
  await page.getByRole('heading', { level: 1, name: 'Safety log' }).waitFor();
  await expect(list).toBeFocused();
  await shut(page);
});

test('by its shortcut a list takes the focus itself, and F1 brings back to what was open', async () => {
  const page = await app.open('as=jo.marsden');
  await page.keyboard.press('Control+2');
  await settled(page);
  await expect(page.locator('[data-list]')).toBeFocused();
  await page.keyboard.press('Control+5');
  await settled(page);
  await arrived(page, 'Needs you');
  await page.keyboard.press('Control+1');
  await settled(page);
  await page.locator('.row').first().click();
  await settled(page);
  await page.keyboard.press('F1');
  await settled(page);
  await arrived(page, 'Keys and display');
  await page.keyboard.press('F1');
  await settled(page);
  await expect(page.locator('#thread-h')).toBeFocused();
  await shut(page);
});
