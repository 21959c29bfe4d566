import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

const audit = async (query) => {
  const page = await app.open(query);
  if ((await page.locator('.audit').count()) === 0) await page.getByRole('button', { name: 'Audit' }).click();
  await page.locator('.audit-t tbody tr').first().waitFor();
  return page;
};

test('the audit is offered to those who may read it, and the governance lead begins there', async () => {
  const jo = await app.open('as=jo.marsden');
  await jo.locator('.rail').waitFor();
  await expect(jo.locator('.rail').getByText('Audit')).toHaveCount(0);
  await shut(jo);
  const ruth = await app.open('as=ruth.alder');
  await ruth.locator('.audit-t').waitFor();
  await expect(ruth.locator('.rail').getByText('Needs triage'), 'no queue of messages').toHaveCount(0);
  await shut(ruth);
});

test('entries are found by patient and by person, and a number that is none says so', async () => {
  const page = await audit('as=carol.whitby');
  const number = page.getByLabel('Patient’s NHS number');
  await number.fill('999 000');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('This is not an NHS number').waitFor();
  const rows = page.locator('.audit-t tbody tr');
  const shown = 'td:nth-child(4) .small';
  await number.fill('');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.locator(shown).first().waitFor();
  await settled(page);
  const wanted = await page.locator(shown).first().textContent();
  await number.fill(wanted);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(rows.filter({ hasNotText: wanted })).toHaveCount(0);
  await expect(rows).not.toHaveCount(0);
  await number.fill('');
  await page.getByLabel('Person').selectOption({ label: 'Priya Nair' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const people = page.locator('.audit-t tbody td:nth-child(2)');
  await expect(people.filter({ hasNotText: 'Priya Nair' })).toHaveCount(0);
  await expect(people).not.toHaveCount(0);
  await shut(page);
});

test('older entries are a page away and the file says where it lies', async () => {
  const page = await audit('as=carol.whitby');
  const place = page.locator('.audit-n [role=status]');
  await expect(place).toHaveText(/^1 to 50 of/);
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(place).toHaveText(/^51 to/);
  await page.getByRole('button', { name: 'Export for a spreadsheet' }).click();
  await page.getByRole('heading', { name: 'This file is not encrypted' }).waitFor();
  await page.practice.do('forget');
  await press(page, 'Escape');
  await expect(page.getByRole('dialog'), 'Esc closes the question').toHaveCount(0);
  await expect(page.locator('.audit-t'), 'and leaves the page').toHaveCount(1);
  assert.deepEqual(
    (await page.practice.do('sent')).filter(([name]) => name === 'export_audit'),
    [],
    'nothing is written before',
  );
  await page.getByRole('button', { name: 'Export for a spreadsheet' }).click();
  await page.getByRole('button', { name: 'Write the file' }).click();
  await page.getByText('Anybody who can open the file can read them').waitFor();
  await shut(page);
});

test('an entry says what was put in force, with the old and the new value', async () => {
  const page = await app.open('as=carol.whitby');
  const priya = (await page.practice.call('staff')).find((one) => one.name === 'Priya Nair');
  await page.practice.call('change_roles', { staff: priya.id, roles: ['receptionist', 'administrator'] });
  await page.getByRole('button', { name: 'Audit' }).click();
  await page.locator('.audit-t tbody tr').first().waitFor();
  const row = page.locator('.audit-t tbody tr', { hasText: 'a change of staff, workstations or keys' }).first();
  await expect(row).toContainText('roles, Priya Nair: Reception → Reception, Administration');
  await expect(row, 'who').toContainText('Carol Whitby');
  await shut(page);
});

test('a check names the entry that was removed', async () => {
  const page = await audit('as=ruth.alder&scene=tampered');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Check the whole audit' }).click();
  await page.getByText('Entry 4 of RECEP-02 was removed.').waitFor();
  await page.getByText('Entry 2 of ROOM-4 was changed.').waitFor();
  await page.getByText(/Entry \d+ of ROOM-4 is not the one that RECEP-02 saw/).waitFor();
  await shut(page);
});

test('an unusual access is settled with a note and stays in the list as settled', async () => {
  const page = await audit('as=ruth.alder&scene=unusual');
  await page.getByRole('button', { name: 'Unusual access' }).click();
  await page.getByText('3 to look into').waitFor();
  await page.getByText('MARSDEN, Ellen').waitFor();
  await page.getByLabel('What you found').first().fill('Same surname by chance; she was on the desk.');
  await page.getByRole('button', { name: 'Resolve with this note' }).first().click();
  await page.getByText('2 to look into').waitFor();
  await page.getByText('Resolved by Ruth Alder').waitFor();
  await shut(page);
});
