import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start } from './core.mjs';
import { banner, box, choose, row } from './patient.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

/** Triages Rory Sinclair's message, answers it to wait for his reply, and opens it where it waits. */
async function asks(page, words) {
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill(words);
  await page.getByLabel('Wait for reply to').check();
  await press(page, 'Control+Enter');
  await row(page, 'SINCLAIR').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Waiting for patient/ }).click();
  await choose(page, 'SINCLAIR');
}

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
  await page.practice.do('forget');
  await page.keyboard.press('Control+Enter');
  await press(page, 'Control+Enter');
  await row(page, 'PATEL').waitFor({ state: 'detached' });
  assert.deepEqual(
    (await page.practice.do('sent')).filter(([name]) => name === 'act').map(([, { command }]) => command.kind),
    ['reply'],
    'nothing lies between routing and sending',
  );
  const [{ conversation: id }] = (await page.practice.call('filings', { limit: 50 })).filter(
    (one) => one.name.family === 'Patel',
  );
  const { entries } = await page.practice.call('conversation', { id });
  assert.equal(entries.filter((entry) => entry.what.kind === 'sent').length, 1);
  await press(page, 'Control+4');
  const filed = page.locator('.filing li', { hasText: 'PATEL' });
  await filed.locator('.chip').waitFor();
  await filed.locator('.chip', { hasText: 'In the folder' }).waitFor();
  await filed.getByText('Nobody has said that the record system took it.').waitFor();
  await shut(page);
});

test('waiting for a reply moves it to the patient’s queue, and closing asks for an outcome', async () => {
  const page = await app.open('as=jo.marsden');
  await asks(page, 'On Thursday from 9.');
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
  await page.evaluate(() => (window.door.slow = 40));
  await page.evaluate(() => {
    window.shown = new Set();
    const look = () => {
      window.shown.add(
        `${document.querySelector('.pt .name').innerText.split(',')[0]}: ${document.querySelector('textarea[data-composer]').value}`,
      );
      requestAnimationFrame(look);
    };
    look();
  });
  for (const family of ['AHMED', 'SINCLAIR', 'TURNER', 'SINCLAIR', 'AHMED']) {
    await row(page, family).click();
    for (let frames = 0; frames < 4; frames += 1)
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  await banner(page, 'AHMED').waitFor();
  await settled(page);
  const shown = await page.evaluate(() => [...window.shown]);
  assert.deepEqual(
    shown.filter((one) => !/^(SINCLAIR: Rory’s words|(AHMED|TURNER): )$/.test(one)),
    [],
  );
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
  await page.practice.do('writesAgain', { family: 'Sinclair', text: 'Sorry, I meant my eye drops' });
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
  await page.practice.do('colleagueTakes', { family: 'Sinclair' });
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
  await page.getByText('Offline since 10:41').waitFor();
  await page.getByText('Nothing waiting to send').waitFor();
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await box(page).fill('On Thursday.');
  await page.getByLabel('Wait for reply to').check();
  await page.getByRole('button', { name: /Queue for Rory Sinclair by NHS App/ }).click();
  // The look, the four steps of the checklist, the end of the triage and the answer.
  await page.getByText('7 waiting to send').waitFor();
  await shut(page);
});

test('a disk that refuses is said, and the words stay', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await page.practice.do('diskFails');
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
  await page.practice.do('refuseAnswer', { family: 'Sinclair' });
  await press(page, 'Control+5');
  await page
    .locator('.needs li', { hasText: 'SINCLAIR' })
    .getByRole('button', { name: 'Open the conversation' })
    .click();
  await page.getByRole('button', { name: 'Send again' }).waitFor();
  await page.getByText('it was refused').waitFor();
  await shut(page);
});

test('an answer that nobody confirmed in its time is somebody’s task, with what to do', async () => {
  const page = await app.open('as=jo.marsden&scene=undeliverable');
  await asks(page, 'On Thursday.');
  await page.getByText('Sent, not confirmed yet').waitFor();
  await page.practice.do('pass', { ms: 15 * 60_000 + 1000 });
  await page.getByText('Never confirmed').waitFor();
  await press(page, 'Control+5');
  const task = page.locator('.needs li', { hasText: 'SINCLAIR' });
  await task.getByText('nothing has confirmed it').waitFor();
  await task.getByText('Phone them; then close the conversation as dealt with by phone.').waitFor();
  await shut(page);
});

test('a manager names the folder for the record, and one that is not there is refused', async () => {
  const page = await app.open('as=carol.whitby');
  const folder = mkdtempSync(join(tmpdir(), 'filing-'));
  await press(page, 'Control+4');
  const filing = page.getByRole('complementary', { name: 'Filing' });
  await filing.getByText('The demonstration writes documents').waitFor();
  await filing.getByRole('button', { name: 'Name the folder' }).click();
  await filing.getByLabel('Folder', { exact: true }).fill(join(folder, 'nowhere'));
  await filing.getByRole('button', { name: 'Check and use it' }).click();
  await filing.getByText('it must be there, named from the root').waitFor();
  await filing.getByLabel('Folder', { exact: true }).fill(folder);
  await filing.getByRole('button', { name: 'Check and use it' }).click();
  await filing.getByText(`Documents are written into ${folder}`).waitFor();
  await filing.getByText('wait until a folder of their own is named').waitFor();
  assert.deepEqual(readdirSync(folder), ['duty-desk.practice']);
  await shut(page);
});

test('links and empty answers are stopped before the send, with the reason beside the button', async () => {
  const page = await app.open('as=jo.marsden');
  await choose(page, 'SINCLAIR');
  await press(page, '1', '2', '1', 'a');
  await page.getByText('Nothing has been written yet.').waitFor();
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
  await press(page, '1', '2', '3');
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
