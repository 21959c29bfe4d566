import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { authenticator, expect, press, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const manager = async (page, name) => {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await settled(page);
};
/** The same digits but for the last. */
const another = (code) => code.replace(/\d$/, (last) => (Number(last) + 1) % 10);
/** A new recovery kit of a practice, in use. */
const newKit = async (practice) => {
  const { recoveryKit } = await practice.call('begin_kit');
  await practice.call('finish_kit', { lastGroup: recoveryKit.split(' ').at(-1) });
  return recoveryKit;
};

test('only who manages staff and workstations is offered their pages', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await expect(page.getByRole('button', { name: 'Staff', exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Workstations', exact: true })).toHaveCount(0);
  await shut(page);
});

test('somebody is added in two steps, and every missing thing is named beside its field', async () => {
  const page = await app.open('as=carol.whitby');
  await manager(page, 'Staff');
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByRole('button', { name: /Continue/ }).click();
  for (const words of [
    'Enter the name',
    'Choose at least one role',
    'Use at least 12 characters, and nothing that is easy to guess',
  ])
    await page.getByText(words, { exact: true }).waitFor();
  await page.getByLabel('Name, as colleagues read it').fill('Sam Aspinall');
  await page.getByLabel('User name').fill('jo.marsden');
  await page.getByLabel('Reception', { exact: true }).check();
  await page.getByLabel('Password', { exact: true }).fill('otter-canal-lantern');
  await page.getByLabel('Repeat the password').fill('otter-canal-lantern');
  await page.getByLabel('Repeat the password').press('Enter');
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  await page.getByLabel(/6 digits/).fill((await authenticator(page)).replace(/^.../, '$& '));
  await press(page, 'Enter');
  await page.getByText('Somebody else has that user name.').waitFor();
  await shut(page);
});

test('a new person stands in the list and can sign in with the next code', async () => {
  const page = await app.open('as=carol.whitby');
  await manager(page, 'Staff');
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByLabel('Name, as colleagues read it').fill('Dr R Locke');
  await page.getByLabel('User name').fill('r.locke');
  await page.getByLabel('Locum GP', { exact: true }).check();
  await page.getByLabel('Password', { exact: true }).fill('otter-canal-lantern');
  await page.getByLabel('Repeat the password').fill('otter-canal-lantern');
  const ends = page.getByLabel('Access ends on');
  await ends.fill('31/9/2026');
  await page.getByRole('button', { name: /Continue/ }).click();
  await page.getByText('This is not a date. Write it like 25-Aug-2026.').first().waitFor();
  await ends.fill('3 sept 2026');
  await ends.press('ArrowUp');
  await expect(ends).toHaveValue('04-Sep-2026');
  await page.getByRole('button', { name: /Continue/ }).click();
  await page.getByLabel(/6 digits/).fill('000000');
  await press(page, 'Enter');
  await page.getByText('That code is not right.').waitFor();
  await page.getByLabel(/6 digits/).fill(await authenticator(page));
  await press(page, 'Enter');
  await page.getByText('Dr R Locke can sign in with the next code, on every workstation.').waitFor();
  const row = page.locator('.rows li', { hasText: 'Dr R Locke' });
  await row.getByText('r.locke · Locum GP').waitFor();
  await row.getByText('Access ends after 04-Sep-2026').waitFor();
  await shut(page);
});

test('who leaves is named with what follows before it is done, and stands among those who left', async () => {
  const page = await app.open('as=carol.whitby');
  await manager(page, 'Staff');
  await page.getByRole('button', { name: 'Remove access…, Priya Nair' }).click();
  await page.getByText(/no key of theirs opens anything written from now on/).waitFor();
  await page.getByRole('button', { name: 'Remove Priya Nair’s access now' }).click();
  await page.getByText('Priya Nair’s access is removed. New keys are in use.').waitFor();
  await page.getByText('Access removed: 1 person').click();
  await page.locator('.former').getByText('Priya Nair').waitFor();
  await expect(
    page.getByRole('button', { name: 'Remove access…, Carol Whitby' }),
    'nobody ends themselves',
  ).toHaveCount(0);
  await shut(page);
});

test('the last manager keeps the role, and the page says why', async () => {
  const page = await app.open('as=carol.whitby');
  await manager(page, 'Staff');
  await page.getByRole('button', { name: 'Roles, Carol Whitby' }).click();
  await page.getByLabel('Practice manager').uncheck();
  await page.getByLabel('Administration').uncheck();
  await page.getByRole('button', { name: 'Change Carol Whitby’s roles' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Change Carol Whitby’s roles' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByLabel('Administration').check();
  await page.getByRole('button', { name: 'Change Carol Whitby’s roles' }).click();
  await page.getByText('That would leave nobody to manage the practice.').waitFor();
  await shut(page);
});

test('a workstation that asks is let in by the code of its screen and by nothing else', async () => {
  const page = await app.open('as=carol.whitby&scene=asks');
  await manager(page, 'Workstations');
  const asks = page.getByRole('form', { name: 'RECEP-03, window asks to join' });
  await asks.getByRole('button', { name: /Let RECEP-03/ }).click();
  await asks.getByText('Enter the 8 digits').waitFor();
  await asks.getByLabel('The 8 digits on its screen').fill(await page.practice.do('code'));
  await press(page, 'Enter');
  await page.getByText('RECEP-03, window has joined. Everybody can sign in there.').waitFor();
  await page.locator('.rows li', { hasText: 'RECEP-03' }).waitFor();
  await shut(page);
});

test('codes that differ let nobody in and say what it may mean', async () => {
  const page = await app.open('as=carol.whitby&scene=asks');
  await manager(page, 'Workstations');
  await page.getByLabel('The 8 digits on its screen').fill(another(await page.practice.do('code')));
  await press(page, 'Enter');
  await page.getByText('The codes differ, so nobody was let in.').waitFor();
  await page.getByText(/somebody may be intercepting it/).waitFor();
  await expect(page.locator('.rows li', { hasText: 'RECEP-03' })).toHaveCount(0);
  await shut(page);
});

test('a lost workstation is revoked after it was said what follows', async () => {
  const page = await app.open('as=carol.whitby');
  await manager(page, 'Workstations');
  await page.getByRole('button', { name: 'Revoke, ROOM-4' }).click();
  await page.getByRole('button', { name: 'Revoke ROOM-4 now' }).click();
  await page.getByText('ROOM-4 is revoked. New keys are in use.').waitFor();
  await page.locator('.rows li', { hasText: 'ROOM-4' }).getByText('Revoked').waitFor();
  await expect(page.getByRole('button', { name: /^Revoke, RECEP-02/ }), 'not the one in use').toHaveCount(0);
  await shut(page);
});

test('the recovery kit is tested, and a new one counts only when its last group was typed', async () => {
  const page = await app.open('as=carol.whitby');
  await manager(page, 'Workstations');
  await page.getByLabel(/The kit as it is on paper/).fill('k7qf 2mxt');
  await page.getByRole('button', { name: 'Test this kit' }).click();
  await page.getByText('That is not a complete kit').waitFor();
  const kit = page.getByLabel(/The kit as it is on paper/);
  await kit.fill((await newKit(page.practice)).toLowerCase());
  await page.getByRole('button', { name: 'Test this kit' }).click();
  await page.getByText('This kit opens the practice.').waitFor();
  await page.getByRole('button', { name: 'Make a new kit' }).click();
  const groups = page.locator('.kit code');
  await expect(page.locator('.kit li')).toHaveCount(14);
  await expect(groups).toHaveCount(14);
  const last = (await groups.last().innerText()).toLowerCase();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet')).toBeVisible();
  for (const hidden of ['.rail', '.rows', '.roster .btns'])
    await expect(page.locator(hidden).first(), hidden).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'It is on paper: hide it' }).click();
  await expect(groups, 'hidden before it is asked for').toHaveCount(0);
  await page.getByLabel(/the last group/).fill(last === '0000' ? '0001' : '0000');
  await press(page, 'Enter');
  await page.getByText('That is not the last group of the kit.').waitFor();
  await page.getByLabel(/the last group/).fill(last);
  await press(page, 'Enter');
  await page.getByText('The new kit is in use.').waitFor();
  await expect(page.locator('.kit'), 'it is shown once').toHaveCount(0);
  await shut(page);
});

test('a new computer shows its code, and can stop asking', async () => {
  const manager = await app.open('as=carol.whitby');
  const page = await app.open('scene=setup');
  await page.getByRole('button', { name: 'This computer joins a practice' }).click();
  await page.getByRole('button', { name: /Ask to join/ }).click();
  await page.getByText('Enter where the log is').waitFor();
  await page.getByLabel('Where the practice’s log is').fill('/nowhere');
  await page.getByLabel('Name of this workstation').fill('RECEP-03, window');
  await press(page, 'Enter');
  await page.getByText(/no practice log in that place/).waitFor();
  await page.getByLabel('Where the practice’s log is').fill(await manager.practice.do('log'));
  await press(page, 'Enter');
  await expect(page.locator('.joincode')).toHaveText(/^\d{4} \d{4}$/);
  const asks = await manager.practice.call('join_requests');
  assert.deepEqual(
    asks.map((one) => one.workstation),
    ['RECEP-03, window'],
  );
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: /Ask to join/ }).waitFor();
  await shut(page);
  await shut(manager);
});

test('a practice is brought back: the kit opens it, then it is decided what stays trusted', async () => {
  const before = await app.open('as=carol.whitby');
  const kit = await newKit(before.practice);
  const page = await app.open('scene=setup');
  await page.getByRole('button', { name: 'Bring a practice back with its recovery kit' }).click();
  await page.getByLabel(/Where the practice’s log is/).fill(await before.practice.do('log'));
  await page.getByLabel(/The recovery kit/).fill('K7QF');
  await page.getByLabel('Name of this workstation').fill('OFFICE-01');
  await page.getByLabel('Your name').fill('Carol Whitby');
  await page.getByLabel('Your user name').fill('carol.whitby');
  await page.getByLabel('A new password').fill('otter-canal-lantern');
  await page.getByLabel('Repeat the password').fill('otter-canal-lantern');
  await press(page, 'Enter');
  await page.getByText('That is not a complete recovery kit.').waitFor();
  await page.getByLabel(/The recovery kit/).fill(kit);
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'The kit opens Hollin Lane Surgery' }).waitFor();
  await page.getByLabel('ROOM-4').check();
  await page.getByLabel(/Carol Whitby, Practice manager/).check();
  await page.getByLabel(/6 digits/).fill(await authenticator(page));
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await shut(page);
  await shut(before);
});

test('a revoked workstation says so, and can be set up again', async () => {
  const page = await app.open('blocked=revoked');
  await page.getByRole('heading', { name: 'This workstation was revoked' }).waitFor();
  await page.getByRole('button', { name: 'Set this computer up again' }).waitFor();
  await shut(page);
});

test('people change their own password, and the current one is asked for', async () => {
  const page = await app.open('as=jo.marsden');
  await page.locator('.row').first().waitFor();
  await press(page, 'F1');
  await page.getByLabel('Current password').fill('wrong');
  await page.getByLabel('New password', { exact: true }).fill('otter-canal-lantern');
  await page.getByLabel('Repeat the new password').fill('otter-canal-lantern');
  await press(page, 'Enter');
  await page.getByText('That user name, password or code is not right.').waitFor();
  await page.getByLabel('Current password').fill('otter-canal-lantern');
  await press(page, 'Enter');
  await page.getByText('Changed, on every workstation.').waitFor();
  await shut(page);
});
