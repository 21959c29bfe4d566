import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { shut, start } from './browser.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const press = async (page, ...keys) => {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  }
};
const row = (page, family) => page.locator('.row', { hasText: family });
const choose = async (page, family) => {
  await row(page, family).click();
  await page.locator('.pt .name', { hasText: family }).waitFor();
};
const box = (page) => page.locator('textarea[data-composer]');
const active = (page) => page.evaluate(() => document.getElementById(document.querySelector('[data-list]').getAttribute('aria-activedescendant'))?.innerText ?? '');

test('a receptionist triages and passes a clinical question without touching the mouse', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await press(page, 'Enter');
  await page.locator('.pt .name', { hasText: 'HALLORAN' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'thread-h');
  await press(page, 'd');
  assert.equal(await page.locator('input[name=destination]').count(), 0, 'the destination is closed until identity, use and risk are done');
  await press(page, 'x');
  await page.getByText('You read it').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.closest('.steps .now') !== null), true, 'finding read: next open step');
  await press(page, '2', '6', '1');
  await page.locator('input[name=destination]').first().waitFor();
  assert.equal(await page.locator('input[value=answerHere]').isDisabled(), true);
  await page.getByText('clinical: not here').waitFor();
  await press(page, 'a');
  assert.equal(await page.locator('input[value=answerHere]').isChecked(), false);
  await press(page, 'd');
  await page.getByRole('button', { name: /Pass to Dr Okafor’s duty list/ }).waitFor();
  await press(page, 'Control+Enter');
  await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  assert.match(await active(page), /WOOD, Margaret/);
  assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-list')), true);
  assert.match(await page.locator('[aria-live=polite]').innerText(), /Passed to Dr Okafor\. Next: WOOD, Margaret/);
  assert.equal(await page.locator('.conv').count(), 0, 'the next one is named, not opened');
  await press(page, 'Control+3');
  await row(page, 'HALLORAN').waitFor();
  await shut(page);
});

test('what was passed to the duty list carries a note and can be taken back for ten seconds', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'HALLORAN');
  await press(page, 'x', '2', '6', '1', 'd');
  await page.getByLabel('Note for Dr Okafor').fill('Can get here by taxi in 20 minutes.');
  await page.keyboard.press('Control+Enter');
  await row(page, 'HALLORAN').waitFor({ state: 'detached' });
  await page.locator('.undo').getByText('Passed to Dr Okafor.').waitFor();
  await page.getByRole('button', { name: /^Undo/ }).waitFor();
  await press(page, 'z');
  await row(page, 'HALLORAN').waitFor();
  assert.match(await active(page), /HALLORAN/);
  assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-list')), true);
  assert.match(await page.locator('[aria-live=polite]').innerText(), /Taken back: HALLORAN, Patrick/);
  assert.equal(await page.locator('.undo').count(), 0);
  await press(page, 'Enter');
  await page.locator('.ev', { hasText: 'Can get here by taxi in 20 minutes.' }).waitFor();
  await page.locator('.ev', { hasText: 'You took it back' }).waitFor();
  assert.equal(await page.locator('.steps .done').count(), 3, 'the checklist stays done');
  await shut(page);
});

test('a second click on the open conversation keeps what is chosen in it', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'HALLORAN');
  await press(page, 'x', '2', '6', '1', 'd');
  await page.getByRole('button', { name: /Pass to Dr Okafor/ }).waitFor();
  await row(page, 'HALLORAN').click();
  await page.waitForTimeout(500);
  assert.equal(await page.getByRole('button', { name: /Pass to Dr Okafor/ }).count(), 1);
  await shut(page);
});

test('what a clinician has opened meanwhile is not taken back, and an offer ends by itself', async () => {
  const page = await app.open('as=jo.marsden');
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
  await press(page, 'z');
  await page.getByText('Somebody has gone on with this, so it stays where it is.').waitFor();
  assert.equal(await row(page, 'HALLORAN').count(), 0);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  assert.equal(await page.locator('.undo').count(), 0);
  await choose(page, 'WOOD');
  await press(page, 'x', '3', '6', '1', 'd');
  await page.getByRole('button', { name: /Pass to Dr Okafor/ }).click();
  await page.getByRole('button', { name: /^Undo/ }).waitFor();
  await page.getByRole('button', { name: /^Undo/ }).waitFor({ state: 'detached', timeout: 12_000 });
  await shut(page);
});

test('an answer is written, sent once, closed and filed by keyboard', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'PATEL');
  await press(page, 'x', '1', '2', '1', 'a', 'F6');
  await box(page).focus();
  await page.keyboard.type('Hello Amira, it is at Well Pharmacy on Thursday.');
  const send = page.getByRole('button', { name: /Send to Amira Patel by NHS App/ });
  assert.equal(await send.getAttribute('aria-disabled'), 'true');
  await page.getByText('Choose the outcome, or wait for a reply.').waitFor();
  await page.locator('.whensent select').selectOption('requestDone');
  assert.equal(await send.getAttribute('aria-disabled'), null);
  await page.evaluate(() => (window.practice.commands = []));
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
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
  await page.keyboard.press('Control+Enter');
  await row(page, 'SINCLAIR').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Waiting for patient/ }).click();
  await choose(page, 'SINCLAIR');
  await page.getByText('Delivered').waitFor();
  await page.getByRole('button', { name: 'Close and file…' }).click();
  const close = page.getByRole('button', { name: /Close and file for Rory Sinclair/ });
  assert.equal(await close.getAttribute('aria-disabled'), 'true');
  await press(page, '5');
  await page.getByText('Say what the outcome was.').waitFor();
  await page.keyboard.type('Told him the day');
  await page.locator('.paper').getByText('Told him the day').waitFor();
  await page.locator('.paper').getByText('On Thursday from 9.').waitFor();
  await page.keyboard.press('Control+Enter');
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
  assert.equal(await box(page).inputValue(), '');
  assert.match(await row(page, 'SINCLAIR').innerText(), /Draft/);
  await box(page).fill('For Farah only');
  await choose(page, 'SINCLAIR');
  assert.equal(await box(page).inputValue(), 'For Rory only');
  await box(page).pressSequentially(', not saved yet', { delay: 1 });
  await page.keyboard.press('Control+L');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('button', { name: /Priya Nair/ }).click();
  await page.keyboard.press('Enter');
  await choose(page, 'SINCLAIR');
  assert.equal(await box(page).inputValue(), '', 'a draft is its writer’s');
  await page.keyboard.press('Control+L');
  await page.getByRole('button', { name: /Jo Marsden/ }).click();
  await page.keyboard.press('Enter');
  await choose(page, 'SINCLAIR');
  assert.equal(await box(page).inputValue(), 'For Rory only, not saved yet');
  await choose(page, 'AHMED');
  assert.equal(await box(page).inputValue(), 'For Farah only');
  await shut(page);
});

test('switching fast between patients never shows one patient’s words under another’s name', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await box(page).fill('Rory’s words');
  await page.evaluate(() => (window.practice.slow = 40));
  for (const family of ['AHMED', 'SINCLAIR', 'TURNER', 'SINCLAIR', 'AHMED']) {
    await row(page, family).click();
    for (let n = 0; n < 4; n += 1) {
      const [name, text] = await page.evaluate(() => [document.querySelector('.pt .name').innerText, document.querySelector('textarea[data-composer]').value]);
      assert.equal(text, name.startsWith('SINCLAIR') ? 'Rory’s words' : '');
      await page.waitForTimeout(15);
    }
  }
  await shut(page);
});

test('nothing in the list moves while a person is in it; what waits is counted and taken in on demand', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await row(page, 'WOOD').hover();
  const before = await page.locator('.row .who').allInnerTexts();
  const total = Number(await page.locator('.row').first().getAttribute('aria-setsize'));
  await page.evaluate(() => {
    window.practice.arrive({ text: 'One more', name: ['Zimmer', 'Zoe', 'Ms'], find: [{ words: 'One', rule: 'X-1', category: 'stroke', tier: 'check', why: 'Test.' }] });
    window.practice.arrive({ text: 'And another', name: ['Young', 'Yan', 'Mr'] });
  });
  await page.getByRole('button', { name: '2 new' }).waitFor();
  assert.deepEqual(await page.locator('.row .who').allInnerTexts(), before);
  assert.match(await page.locator('.rail button', { hasText: 'Needs triage' }).innerText(), new RegExp(String(total + 2)));
  await page.getByRole('button', { name: '2 new' }).click();
  await row(page, 'ZIMMER').waitFor();
  await page.mouse.move(800, 400);
  await page.locator('.conv, .hollow').first().click({ position: { x: 5, y: 5 }, force: true });
  await page.waitForTimeout(500);
  await page.evaluate(() => window.practice.arrive({ text: 'Third', name: ['Xu', 'Xia', 'Ms'] }));
  await row(page, 'XU').waitFor();
  await shut(page);
});

test('a message that comes while writing stops the send until it has been read', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  const send = page.getByRole('button', { name: /Send to Rory Sinclair/ });
  assert.equal(await send.getAttribute('aria-disabled'), null);
  await page.evaluate(() => window.practice.writesAgain('Sinclair', 'Sorry, I meant my eye drops'));
  await page.locator('.msg', { hasText: 'Sorry, I meant my eye drops' }).waitFor();
  assert.equal(await send.getAttribute('aria-disabled'), 'true');
  await page.keyboard.press('Control+Enter');
  assert.equal(await row(page, 'SINCLAIR').count(), 1);
  await page.getByRole('button', { name: 'Show it' }).click();
  await page.waitForFunction(() => !document.querySelector('.sendrow .btn-p').hasAttribute('aria-disabled'));
  assert.equal(await box(page).inputValue(), 'On Thursday.');
  await shut(page);
});

test('a colleague’s hold is respected: one reads, keeps a draft, cannot send', async () => {
  const page = await app.open('as=jo.marsden');
  await page.evaluate(() => window.practice.colleagueTakes('Sinclair'));
  await choose(page, 'SINCLAIR');
  await page.getByText('Dr S Brandt is answering this.').waitFor();
  await box(page).fill('My own draft');
  await page.getByText(/Saved 10:4/).waitFor();
  assert.equal(await page.getByRole('button', { name: /Send to Rory/ }).getAttribute('aria-disabled'), 'true');
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
  assert.equal(await box(page).inputValue(), 'Not lost');
  await shut(page);
});

test('an answer that was not delivered says so, where it happened and in Needs you', async () => {
  const page = await app.open('as=jo.marsden&scene=undeliverable');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  await page.keyboard.press('Control+Enter');
  await page.waitForTimeout(2000);
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
  assert.equal(await page.getByRole('button', { name: /Send to Rory/ }).getAttribute('aria-disabled'), null);
  await shut(page);
});

test('a red flag leaves only phone and appointment', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '2');
  await page.getByText('This cannot be answered by message.').waitFor();
  assert.equal(await box(page).count(), 0);
  assert.equal(await page.locator('input[value=answerHere]').isDisabled(), true);
  await press(page, 'p');
  await page.getByText('First say what was done.').waitFor();
  await page.getByLabel('Phoned and spoke').check();
  await box(page).fill('He is well, will come in.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('This is a clinical question. Pass it to the duty list.').waitFor();
  await shut(page);
});

test('single letters do nothing while typing, act with Alt, and can be turned off', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await box(page).click();
  await page.keyboard.type('take j k x 1');
  assert.equal(await box(page).inputValue(), 'take j k x 1');
  await page.keyboard.press('Alt+1');
  await page.locator('.steps .done', { hasText: 'NHS login' }).waitFor();
  assert.equal(await box(page).inputValue(), 'take j k x 1');
  await press(page, 'F1');
  await page.getByLabel('Single letters act on their own').uncheck();
  await press(page, 'F1');
  await page.locator('.steps').waitFor();
  await page.locator('.thread').focus();
  await press(page, '2');
  assert.equal(await page.locator('.steps .done').count(), 1);
  await press(page, 'Alt+2');
  await page.waitForTimeout(100);
  assert.equal(await page.locator('.steps .done').count(), 2);
  await shut(page);
});

test('F6 visits every region in order and back', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await page.locator('[data-list]').focus();
  const seen = [];
  for (let n = 0; n < 6; n += 1) {
    await press(page, 'F6');
    seen.push(await page.evaluate(() => document.activeElement.closest('[data-region]')?.dataset.region));
  }
  assert.deepEqual(seen, ['thread', 'composer', 'side', 'bar', 'rail', 'list']);
  await press(page, 'Shift+F6');
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-region]')?.dataset.region), 'rail');
  await shut(page);
});

test('a queue of 100,000 keeps the document small and every row knows its place', async () => {
  const page = await app.open('as=jo.marsden&scene=crowd');
  const list = page.locator('[data-list]');
  await page.locator('.row .who').first().waitFor();
  await list.focus();
  assert.ok((await page.locator('.row').count()) <= 32);
  assert.equal(await page.locator('.row').first().getAttribute('aria-setsize'), '100000');
  await page.keyboard.press('End');
  await page.locator('[aria-posinset="100000"] .who').waitFor();
  assert.match(await active(page), /\(100000\)/);
  assert.ok((await page.locator('.row').count()) <= 32);
  await list.evaluate((box) => (box.scrollTop = 98 * 50_000));
  await page.locator('[aria-posinset="50003"] .who').waitFor();
  assert.match(await active(page), /\(100000\)/, 'the chosen row stays chosen, and in the document');
  await page.locator('[aria-posinset="50003"]').click();
  await page.locator('.msg', { hasText: '(50003)' }).waitFor();
  await press(page, 'j');
  assert.match(await active(page), /\(50004\)/);
  const scroll = await list.evaluate((box) => box.scrollTop);
  await press(page, 'Control+2', 'Control+1');
  assert.equal(await page.locator('[data-list]').evaluate((box) => box.scrollTop), scroll, 'the place is kept per queue');
  await shut(page);
});

test('search finds while typing, and Enter goes into what was found', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'HALLORAN').waitFor();
  await press(page, '/');
  await page.keyboard.type('clenil');
  await row(page, 'PATEL').waitFor();
  assert.equal(await page.locator('.row').count(), 1);
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
  assert.equal(await dialog.isVisible(), true);
  await dialog.getByLabel('Why it goes on').fill('She asked again');
  await dialog.getByRole('button', { name: 'Reopen' }).click();
  await page.getByText('You reopened it: She asked again').waitFor();
  await shut(page);
});
