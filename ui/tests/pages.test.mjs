/** Opening a page, from wherever it can be opened, brings the focus to its heading. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './core.mjs';

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

const LISTS = ['Needs triage', 'Mine', 'Duty list', 'Waiting for patient', 'To file', 'Search'];

test('every page but a list names the way back, and Esc takes it too', async () => {
  for (const [who, end] of [
    ['carol.whitby', 'Needs triage'],
    ['ruth.alder', 'Audit'],
  ])
    for (const size of [{}, NARROW]) {
      const page = await app.open(`as=${who}`, size);
      const narrow = Boolean(size.width);
      const pick = page.locator('.pick select');
      const rail = page.locator('.rail');
      const go = async (name) => {
        if (narrow) await pick.selectOption({ label: name });
        else await rail.getByRole('button', { name }).click();
        await settled(page);
      };
      const shown = (name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
      const named = await (narrow ? pick.locator('option') : rail.locator('button .w:not(.n)')).allInnerTexts();
      await shown(end);
      for (const label of named.filter((one) => one.replace(/ \d+$/, '') !== end)) {
        const name = label.replace(/ \d+$/, '');
        await go(label);
        const back = page.getByRole('button', { name: `Back to ${end}` });
        await expect(back, name).toHaveCount(LISTS.includes(name) ? 0 : 1);
        if (LISTS.includes(name)) await go(named.find((one) => one.replace(/ \d+$/, '') === end));
        else await press(page, 'Escape');
        await shown(end);
      }
      await press(page, 'F1');
      await page.getByRole('button', { name: `Back to ${end}` }).click();
      await settled(page);
      await shown(end);
      await shut(page);
    }
});

test('the way back leads to the list one came from', async () => {
  const page = await app.open('as=jo.marsden');
  await page.keyboard.press('Control+4');
  await settled(page);
  await page.locator('.rail').getByRole('button', { name: 'Rota' }).click();
  await page.getByRole('button', { name: 'Back to To file' }).click();
  await settled(page);
  await page.getByRole('heading', { level: 1, name: 'To file' }).waitFor();
  await shut(page);
});

test('Esc throws away nothing that was typed on a page', async () => {
  const page = await app.open('as=carol.whitby');
  await page.locator('.rail').getByRole('button', { name: 'Staff' }).click();
  await page.getByRole('button', { name: 'Add somebody' }).click();
  const name = page.getByLabel('Name, as colleagues read it');
  await name.fill('Dr R Locke');
  await press(page, 'Escape');
  await expect(name).toHaveValue('Dr R Locke');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await press(page, 'Escape');
  await page.getByRole('heading', { level: 1, name: 'Needs triage' }).waitFor();

  await page.locator('.row').first().click();
  await settled(page);
  await page.getByRole('button', { name: 'Report an incident…' }).click();
  const what = page.getByLabel('What happened');
  await what.fill('It went to the wrong list.');
  await press(page, 'Escape');
  await expect(what).toHaveValue('It went to the wrong list.');
  await what.fill('');
  await press(page, 'Escape');
  await expect(what).toHaveCount(0);
  await shut(page);
});

test('a safety officer, who reads no messages, begins at the safety log and F1 leads back there', async () => {
  const page = await app.open('as=carol.whitby');
  const { id } = (await page.practice.call('staff')).find((one) => one.name === 'Jo Marsden');
  await page.practice.call('change_roles', { staff: id, roles: ['safetyOfficer'] });
  await page.keyboard.press('Control+L');
  await page.locator('.demo-person', { hasText: 'Jo Marsden' }).click();
  await page.getByRole('button', { name: /^Sign in/ }).click();
  await arrived(page, 'Safety log');
  await press(page, 'F1');
  await arrived(page, 'Keys and display');
  await press(page, 'F1');
  await arrived(page, 'Safety log');
  await shut(page);
});
