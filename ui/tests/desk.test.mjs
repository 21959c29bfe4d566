import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './core.mjs';
import { banner, box, choose, row, said } from './patient.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const active = (page) =>
  page.evaluate(
    () =>
      document.getElementById(document.querySelector('[data-list]').getAttribute('aria-activedescendant'))?.innerText ??
      '',
  );

test('a receptionist triages and passes a clinical question without touching the mouse', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await press(page, 'Enter');
  await banner(page, 'HALLORAN').waitFor();
  await expect(page.locator('#thread-h')).toBeFocused();
  await press(page, 'd');
  await expect(
    page.locator('input[name=destination]'),
    'the destination is closed until identity, use and risk are done',
  ).toHaveCount(0);
  await press(page, 'x');
  await page.getByText('You read it').waitFor();
  await expect(page.locator('.steps .now :focus'), 'finding read: next open step').toHaveCount(1);
  await press(page, '2', '6', '1');
  await page.locator('input[name=destination]').first().waitFor();
  await expect(page.locator('input[value=answerHere]')).toBeDisabled();
  await page.getByText('clinical: not here').waitFor();
  await press(page, 'a');
  await expect(page.locator('input[value=answerHere]')).not.toBeChecked();
  await press(page, 'd');
  await page.getByRole('button', { name: /Pass to Dr Okafor’s duty list/ }).waitFor();
  await press(page, 'Control+Enter');
  await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  await expect.poll(() => active(page)).toMatch(/KOWALSKA, Zofia/);
  await expect(page.locator('[data-list]')).toBeFocused();
  await expect(said(page)).toHaveText(/Passed to Dr Okafor\. Next: KOWALSKA, Zofia/);
  await expect(page.locator('.conv'), 'the next one is named, not opened').toHaveCount(0);
  await press(page, 'Control+3');
  await row(page, 'HALLORAN').waitFor();
  await shut(page);
});

test('what was passed to the duty list carries a note and can be taken back for ten seconds', async () => {
  const page = await app.open('as=jo.marsden', { stopped: true });
  await choose(page, 'HALLORAN');
  await press(page, 'x', '2', '6', '1', 'd');
  await page.getByLabel('Note for Dr Okafor').fill('Can get here by taxi in 20 minutes.');
  await press(page, 'Control+Enter');
  await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  await page.locator('.undo').getByText('Passed to Dr Okafor.').waitFor();
  await page.clock.runFor(9_000);
  await page.getByRole('button', { name: /^Undo/ }).waitFor();
  await press(page, 'z');
  await row(page, 'HALLORAN').waitFor();
  await expect.poll(() => active(page)).toMatch(/HALLORAN/);
  await expect(page.locator('[data-list]')).toBeFocused();
  await expect(said(page)).toHaveText(/Taken back: HALLORAN, Patrick/);
  await expect(page.locator('.undo')).toHaveCount(0);
  await press(page, 'Enter');
  await page.locator('.ev', { hasText: 'Can get here by taxi in 20 minutes.' }).waitFor();
  await page.locator('.ev', { hasText: 'You took it back' }).waitFor();
  await expect(page.locator('.steps .done'), 'the checklist stays done').toHaveCount(3);
  await shut(page);
});

test('the unread dot stands in line with the name', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  const [dot, name] = await row(page, 'HALLORAN').evaluate((one) => {
    const line = one.querySelector('.l1');
    const before = getComputedStyle(line, '::before');
    const { top, height, left } = one.querySelector('.who').getBoundingClientRect();
    const box = line.getBoundingClientRect();
    return [
      { width: parseFloat(before.width), middle: box.top + box.height / 2, left: box.left },
      { middle: top + height / 2, left },
    ];
  });
  assert.equal(dot.width, 8);
  assert.ok(Math.abs(dot.middle - name.middle) < 1.5, 'one line');
  assert.equal(name.left - dot.left, 14, 'beside it');
  await shut(page);
});

test('a second click on the open conversation keeps what is chosen in it', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'HALLORAN');
  await press(page, 'x', '2', '6', '1', 'd');
  await page.getByRole('button', { name: /Pass to Dr Okafor/ }).waitFor();
  await row(page, 'HALLORAN').click();
  await settled(page);
  await expect(page.getByRole('button', { name: /Pass to Dr Okafor/ })).toHaveCount(1);
  await shut(page);
});

test('what a clinician has opened meanwhile is not taken back, and an offer ends by itself', async () => {
  const page = await app.open('as=jo.marsden', { stopped: true });
  const pass = async () => {
    await choose(page, 'HALLORAN');
    await press(page, 'd');
    await page.getByRole('button', { name: /Pass to Dr Okafor/ }).waitFor();
    await press(page, 'Control+Enter');
    await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  };
  await choose(page, 'HALLORAN');
  await press(page, 'x', '2', '6', '1');
  await pass();
  await press(page, 'z');
  await row(page, 'HALLORAN').waitFor();
  await pass();
  await page.practice.do('doctorOpens', { family: 'Halloran' });
  await settled(page);
  await press(page, 'z');
  await page.getByText('Somebody else has already continued with this, so it stays where it is.').waitFor();
  await expect(row(page, 'HALLORAN')).toHaveCount(0);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.locator('.undo')).toHaveCount(0);
  await choose(page, 'WOOD');
  await press(page, 'x', '3', '6', '1', 'd');
  await page.getByRole('button', { name: /Pass to Dr Okafor/ }).click();
  await settled(page);
  await page.clock.runFor(9_000);
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeVisible();
  await page.clock.runFor(1_250);
  await expect(page.locator('.undo')).toHaveCount(0);
  await shut(page);
});

test('nothing in the list moves while a person is in it; what waits is counted and taken in on demand', async () => {
  const page = await app.open('as=jo.marsden', { stopped: true });
  await row(page, 'HALLORAN').waitFor();
  await row(page, 'WOOD').hover();
  const before = await page.locator('.row .who').allInnerTexts();
  const total = Number(await page.locator('.row').first().getAttribute('aria-setsize'));
  const text = 'Lots of bruises since Friday, and I am on warfarin. Should I come in?';
  await page.practice.do('arrive', { patient: { text, name: ['Zimmer', 'Zoe', 'Ms'], webForm: true } });
  await page.practice.do('arrive', { patient: { text: 'And another', name: ['Young', 'Yan', 'Mr'], webForm: true } });
  await settled(page);
  await page.getByRole('button', { name: '2 new' }).waitFor();
  assert.deepEqual(await page.locator('.row .who').allInnerTexts(), before);
  await expect(page.locator('.rail button', { hasText: 'Needs triage' })).toHaveText(new RegExp(String(total + 2)), {
    useInnerText: true,
  });
  await page.getByRole('button', { name: '2 new' }).click();
  await settled(page);
  await row(page, 'ZIMMER').waitFor();
  await page.mouse.move(800, 400);
  await page
    .locator('.conv, .hollow')
    .first()
    .click({ position: { x: 5, y: 5 }, force: true });
  await page.clock.runFor(400);
  await page.practice.do('arrive', { patient: { text: 'Third', name: ['Xu', 'Xia', 'Ms'], webForm: true } });
  await settled(page);
  await expect(row(page, 'XU')).toBeVisible();
  await shut(page);
});

test('the row stays where it is while one works on it; afterwards the riskiest is chosen and what happened is seen', async () => {
  const page = await app.open('as=jo.marsden', { stopped: true });
  await choose(page, 'FINCH');
  await page.mouse.move(1000, 300);
  await page.locator('.thread').focus();
  await page.clock.runFor(1000);
  const order = () => page.locator('.row .who').allInnerTexts();
  const before = await order();
  const text = 'Lots of bruises since Friday, and I am on warfarin. Should I come in?';
  await page.practice.do('arrive', { patient: { text, name: ['Zimmer', 'Zoe', 'Ms'], webForm: true } });
  await press(page, '1', '2', '1', 'a');
  assert.deepEqual(await order(), before, 'nothing moved while she worked');
  await page.getByRole('button', { name: /1 new/ }).waitFor();
  await page.keyboard.type('We have changed it.');
  await press(page, 'Alt+6', 'Control+Enter');
  await row(page, 'FINCH').waitFor({ state: 'detached' });
  await expect(row(page, 'ZIMMER'), 'what waited has taken its place').toHaveCount(1);
  await expect.poll(() => active(page)).toMatch(/HALLORAN/);
  await expect(page.locator('.undo')).toHaveText(/Sent to Eleanor Finch, waiting for a reply\./);
  await page.clock.runFor(10_500);
  await expect(page.locator('.undo')).toHaveCount(0);
  await shut(page);
});

test('single letters do nothing while typing, act with Alt, and can be turned off', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await box(page).click();
  await page.keyboard.type('take j k x 1');
  await expect(box(page)).toHaveValue('take j k x 1');
  await press(page, 'Alt+1');
  await page.locator('.steps .done', { hasText: 'NHS login' }).waitFor();
  await expect(box(page)).toHaveValue('take j k x 1');
  await press(page, 'F1');
  await page.getByLabel('Single letters act on their own').uncheck();
  await settled(page);
  await press(page, 'F1');
  await page.locator('.steps').waitFor();
  await page.locator('.thread').focus();
  await press(page, '2');
  await expect(page.locator('.steps .done')).toHaveCount(1);
  await press(page, 'Alt+2');
  await expect(page.locator('.steps .done')).toHaveCount(2);
  await shut(page);
});

test('F6 visits every region in order and back, and each stop is seen', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await page.locator('[data-list]').focus();
  const ring = () =>
    page.evaluate(() => {
      const on = document.activeElement;
      const drawn = on.matches('[data-list]') ? on.querySelector('.row.at') : on;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(drawn);
      return { landed: 'landed' in on.dataset, drawn: outlineStyle === 'solid' && outlineWidth !== '0px', boxShadow };
    });
  const inRegion = async (name) => {
    await expect(page.locator('[data-region]:focus, [data-region]:has(:focus)')).toHaveAttribute('data-region', name);
    const seen = await ring();
    assert.ok(seen.landed && seen.drawn && seen.boxShadow !== 'none', `${name}: ${JSON.stringify(seen)}`);
  };
  for (const name of ['thread', 'composer', 'side', 'bar', 'rail', 'list']) {
    await press(page, 'F6');
    await inRegion(name);
  }
  await press(page, 'Shift+F6');
  await inRegion('rail');
  await shut(page);
});

test('a queue of 100,000 keeps the document small and every row knows its place', async () => {
  const page = await app.open('as=jo.marsden&scene=crowd');
  const list = page.locator('[data-list]');
  await page.locator('.row .who').first().waitFor();
  await list.focus();
  await expect.poll(() => page.locator('.row').count()).toBeLessThanOrEqual(32);
  await expect(page.locator('.row').first()).toHaveAttribute('aria-setsize', '100000');
  await press(page, 'End');
  await page.locator('[aria-posinset="100000"] .who').waitFor();
  await expect.poll(() => active(page)).toMatch(/\(100000\)/);
  await expect.poll(() => page.locator('.row').count()).toBeLessThanOrEqual(32);
  await list.evaluate((box) => (box.scrollTop = 98 * 50_000));
  await page.locator('[aria-posinset="50003"] .who').waitFor();
  await expect
    .poll(() => active(page), { message: 'the chosen row stays chosen, and in the document' })
    .toMatch(/\(100000\)/);
  await page.locator('[aria-posinset="50003"]').click();
  await page.locator('.msg', { hasText: '(50003)' }).waitFor();
  await settled(page);
  await press(page, 'j');
  await expect.poll(() => active(page)).toMatch(/\(50004\)/);
  const scroll = await list.evaluate((box) => box.scrollTop);
  await press(page, 'Control+2', 'Control+1');
  await expect(list, 'the place is kept per queue').toHaveJSProperty('scrollTop', scroll);
  await shut(page);
});

test('search finds while typing, and Enter goes into what was found', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await press(page, '/');
  await page.keyboard.type('clenil');
  await expect(page.locator('.row')).toHaveCount(1);
  await expect(page.locator('.row')).toHaveText(/PATEL/);
  await press(page, 'Enter', 'Enter');
  await banner(page, 'PATEL').waitFor();
  await shut(page);
});

test('a closed conversation is reopened only with a reason', async () => {
  const page = await app.open('as=jo.marsden');
  await press(page, 'Control+4');
  await page.locator('.filing li', { hasText: 'SINGH' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Reopen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Reopen' }).click({ force: true });
  await settled(page);
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Why it is reopened').fill('She asked again');
  await dialog.getByRole('button', { name: 'Reopen' }).click();
  await page.getByText('You reopened it: She asked again').waitFor();
  await shut(page);
});
