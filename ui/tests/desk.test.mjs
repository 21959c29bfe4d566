import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './browser.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const row = (page, family) => page.locator('.row', { hasText: family });
const choose = async (page, family) => {
  await row(page, family).click();
  await settled(page);
  await page.locator('.pt .name', { hasText: family }).waitFor();
};
const box = (page) => page.locator('textarea[data-composer]');
const active = (page) => page.evaluate(() => document.getElementById(document.querySelector('[data-list]').getAttribute('aria-activedescendant'))?.innerText ?? '');

test('a receptionist triages and passes a clinical question without touching the mouse', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await press(page, 'Enter');
  await page.locator('.pt .name', { hasText: 'HALLORAN' }).waitFor();
  await expect(page.locator('#thread-h')).toBeFocused();
  await press(page, 'd');
  await expect(page.locator('input[name=destination]'), 'the destination is closed until identity, use and risk are done').toHaveCount(0);
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
  await expect.poll(() => active(page)).toMatch(/WOOD, Margaret/);
  await expect(page.locator('[data-list]')).toBeFocused();
  await expect(page.locator('[aria-live=polite]')).toHaveText(/Passed to Dr Okafor\. Next: WOOD, Margaret/, { useInnerText: true });
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
  await expect(page.locator('[aria-live=polite]')).toHaveText(/Taken back: HALLORAN, Patrick/, { useInnerText: true });
  await expect(page.locator('.undo')).toHaveCount(0);
  await press(page, 'Enter');
  await page.locator('.ev', { hasText: 'Can get here by taxi in 20 minutes.' }).waitFor();
  await page.locator('.ev', { hasText: 'You took it back' }).waitFor();
  await expect(page.locator('.steps .done'), 'the checklist stays done').toHaveCount(3);
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
  await page.evaluate(() => window.practice.doctorOpens('Halloran'));
  await settled(page);
  await press(page, 'z');
  await page.getByText('Somebody has gone on with this, so it stays where it is.').waitFor();
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

test('an answer is written, sent once, closed and filed by keyboard', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'PATEL');
  await press(page, 'x', '1', '2', '1', 'a', 'F6');
  await box(page).focus();
  await page.keyboard.type('Hello Amira, it is at Well Pharmacy on Thursday.');
  const send = page.getByRole('button', { name: /Send to Amira Patel by NHS App/ });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await page.getByText('Choose the outcome, or wait for a reply.').waitFor();
  await page.locator('.whensent select').selectOption('requestDone');
  await expect(send).not.toHaveAttribute('aria-disabled');
  await settled(page);
  await page.evaluate(() => (window.practice.commands = []));
  await page.keyboard.press('Control+Enter');
  await press(page, 'Control+Enter');
  await row(page, 'PATEL').waitFor({ state: 'detached' });
  assert.deepEqual(await page.evaluate(() => window.practice.commands), ['reply'], 'nothing lies between routing and sending');
  const sent = await page.evaluate(() => window.practice.all().find((c) => c.patient.name.family === 'Patel').entries.filter((e) => e.what.kind === 'sent').length);
  assert.equal(sent, 1);
  await press(page, 'Control+4');
  await page.locator('.filing li', { hasText: 'PATEL' }).getByText(/Queued|Sent|Accepted/).waitFor();
  await page.locator('.filing li', { hasText: 'PATEL' }).getByText('Accepted').waitFor();
  await shut(page);
});

test('waiting for a reply moves it to the patient’s queue, and closing asks for an outcome', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday from 9.');
  await page.getByLabel('Wait for reply to').check();
  await press(page, 'Control+Enter');
  await row(page, 'SINCLAIR').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Waiting for patient/ }).click();
  await choose(page, 'SINCLAIR');
  await page.getByText('Delivered').waitFor();
  await page.getByRole('button', { name: 'Close and file…' }).click();
  const close = page.getByRole('button', { name: /Close and file for Rory Sinclair/ });
  await expect(close).toHaveAttribute('aria-disabled', 'true');
  await press(page, '5');
  await page.getByText('Say what the outcome was.').waitFor();
  await page.keyboard.type('Told him the day');
  await page.locator('.paper').getByText('Told him the day').waitFor();
  await page.locator('.paper').getByText('On Thursday from 9.').waitFor();
  await press(page, 'Control+Enter');
  await row(page, 'SINCLAIR').waitFor({ state: 'detached' });
  await shut(page);
});

test('a draft is on the disk 300 ms after the last key, survives another patient, a lock and a new sign-in', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await box(page).click();
  await page.keyboard.type('For Rory only');
  await page.getByText(/Saved 10:4/).waitFor();
  await choose(page, 'AHMED');
  await expect(box(page)).toHaveValue('');
  await expect(row(page, 'SINCLAIR')).toHaveText(/Draft/);
  await box(page).fill('For Farah only');
  await choose(page, 'SINCLAIR');
  await expect(box(page)).toHaveValue('For Rory only');
  await box(page).pressSequentially(', not saved yet', { delay: 1 });
  await press(page, 'Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('button', { name: /Priya Nair/ }).click();
  await press(page, 'Enter');
  await choose(page, 'SINCLAIR');
  await expect(box(page), 'a draft is its writer’s').toHaveValue('');
  await press(page, 'Control+L');
  await page.getByRole('button', { name: /Jo Marsden/ }).click();
  await press(page, 'Enter');
  await choose(page, 'SINCLAIR');
  await expect(box(page)).toHaveValue('For Rory only, not saved yet');
  await choose(page, 'AHMED');
  await expect(box(page)).toHaveValue('For Farah only');
  await shut(page);
});

test('switching fast between patients never shows one patient’s words under another’s name', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await box(page).fill('Rory’s words');
  await page.evaluate(() => (window.practice.slow = 40));
  await page.evaluate(() => {
    window.shown = new Set();
    const look = () => {
      window.shown.add(`${document.querySelector('.pt .name').innerText.split(',')[0]}: ${document.querySelector('textarea[data-composer]').value}`);
      requestAnimationFrame(look);
    };
    look();
  });
  for (const family of ['AHMED', 'SINCLAIR', 'TURNER', 'SINCLAIR', 'AHMED']) {
    await row(page, family).click();
    for (let frames = 0; frames < 4; frames += 1) await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  await page.locator('.pt .name', { hasText: 'AHMED' }).waitFor();
  await settled(page);
  const shown = await page.evaluate(() => [...window.shown]);
  assert.deepEqual(shown.filter((one) => !/^(SINCLAIR: Rory’s words|(AHMED|TURNER): )$/.test(one)), []);
  await shut(page);
});

test('nothing in the list moves while a person is in it; what waits is counted and taken in on demand', async () => {
  const page = await app.open('as=jo.marsden', { stopped: true });
  await row(page, 'HALLORAN').waitFor();
  await row(page, 'WOOD').hover();
  const before = await page.locator('.row .who').allInnerTexts();
  const total = Number(await page.locator('.row').first().getAttribute('aria-setsize'));
  await page.evaluate(() => {
    window.practice.arrive({ text: 'One more', name: ['Zimmer', 'Zoe', 'Ms'], find: [{ words: 'One', rule: 'X-1', category: 'stroke', tier: 'check', why: 'Test.' }] });
    window.practice.arrive({ text: 'And another', name: ['Young', 'Yan', 'Mr'] });
  });
  await settled(page);
  await page.getByRole('button', { name: '2 new' }).waitFor();
  assert.deepEqual(await page.locator('.row .who').allInnerTexts(), before);
  await expect(page.locator('.rail button', { hasText: 'Needs triage' })).toHaveText(new RegExp(String(total + 2)), { useInnerText: true });
  await page.getByRole('button', { name: '2 new' }).click();
  await settled(page);
  await row(page, 'ZIMMER').waitFor();
  await page.mouse.move(800, 400);
  await page.locator('.conv, .hollow').first().click({ position: { x: 5, y: 5 }, force: true });
  await page.clock.runFor(400);
  await page.evaluate(() => window.practice.arrive({ text: 'Third', name: ['Xu', 'Xia', 'Ms'] }));
  await settled(page);
  await expect(row(page, 'XU')).toBeVisible();
  await shut(page);
});

test('a message that comes while writing stops the send until it has been read', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  const send = page.getByRole('button', { name: /Send to Rory Sinclair/ });
  await expect(send).not.toHaveAttribute('aria-disabled');
  await page.evaluate(() => window.practice.writesAgain('Sinclair', 'Sorry, I meant my eye drops'));
  await page.locator('.msg', { hasText: 'Sorry, I meant my eye drops' }).waitFor();
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await press(page, 'Control+Enter');
  await expect(row(page, 'SINCLAIR')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(send).not.toHaveAttribute('aria-disabled');
  await expect(box(page)).toHaveValue('On Thursday.');
  await shut(page);
});

test('a colleague’s hold is respected: one reads, keeps a draft, cannot send', async () => {
  const page = await app.open('as=jo.marsden');
  await page.evaluate(() => window.practice.colleagueTakes('Sinclair'));
  await settled(page);
  await choose(page, 'SINCLAIR');
  await page.getByText('Dr S Brandt is answering this.').waitFor();
  await box(page).fill('My own draft');
  await page.getByText(/Saved 10:4/).waitFor();
  await expect(page.getByRole('button', { name: /Send to Rory/ })).toHaveAttribute('aria-disabled', 'true');
  await shut(page);
});

test('offline the button queues, the bar says since when, and nothing else stops', async () => {
  const page = await app.open('as=jo.marsden&scene=offline');
  await page.getByText('Offline since 10:40').waitFor();
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  await page.getByRole('button', { name: /Queue for Rory Sinclair by NHS App/ }).click();
  await page.getByText('1 waiting to send').waitFor();
  await shut(page);
});

test('a disk that refuses is said, and the words stay', async () => {
  const page = await app.open('as=jo.marsden&scene=failing');
  await choose(page, 'SINCLAIR');
  await box(page).fill('Not lost');
  await page.getByText('Not saved yet').waitFor();
  await press(page, 'Escape', '1');
  await page.getByText('could not write to its disk').waitFor();
  await expect(box(page)).toHaveValue('Not lost');
  await shut(page);
});

test('an answer that was not delivered says so, where it happened and in Needs you', async () => {
  const page = await app.open('as=jo.marsden&scene=undeliverable');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  await press(page, 'Control+Enter');
  await press(page, 'Control+5');
  await page.locator('.needs li', { hasText: 'SINCLAIR' }).getByRole('button', { name: 'Open the conversation' }).click();
  await page.getByRole('button', { name: 'Send again' }).waitFor();
  await page.getByText('it was refused').waitFor();
  await shut(page);
});

test('links and empty answers are stopped before the send, with the reason beside the button', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await page.getByText('There are no words yet.').waitFor();
  await page.getByLabel('Wait for reply to').check();
  await box(page).fill('Pay at bit.ly/x9');
  await page.getByText('not on the practice’s list. Take it out.').waitFor();
  await box(page).fill('See www.nhs.uk/asthma');
  await expect(page.getByRole('button', { name: /Send to Rory/ })).not.toHaveAttribute('aria-disabled');
  await shut(page);
});

test('a red flag leaves only phone and appointment', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '2');
  await page.getByText('This cannot be answered by message.').waitFor();
  await expect(box(page)).toHaveCount(0);
  await expect(page.locator('input[value=answerHere]')).toBeDisabled();
  await press(page, 'p');
  await page.getByText('First say what was done.').waitFor();
  await page.getByLabel('Phoned and spoke').check();
  await box(page).fill('He is well, will come in.');
  await press(page, 'Control+Enter');
  await page.getByText('This is a clinical question. Pass it to the duty list.').waitFor();
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

test('F6 visits every region in order and back', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await page.locator('[data-list]').focus();
  const inRegion = (name) => expect(page.locator('[data-region]:focus, [data-region]:has(:focus)')).toHaveAttribute('data-region', name);
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
  await expect.poll(() => active(page), { message: 'the chosen row stays chosen, and in the document' }).toMatch(/\(100000\)/);
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
  await page.locator('.pt .name', { hasText: 'PATEL' }).waitFor();
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
  await dialog.getByLabel('Why it goes on').fill('She asked again');
  await dialog.getByRole('button', { name: 'Reopen' }).click();
  await page.getByText('You reopened it: She asked again').waitFor();
  await shut(page);
});
