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
  await expect(page.locator('main').getByText('OSBORNE, Derek')).toHaveCount(0);
  await expect(page.locator('.undo')).toContainText('Reception books Derek Osborne today.');
  await expect(page.locator('[aria-live=polite]')).toHaveText(/Reception books Derek Osborne today\. Next:/, {
    useInnerText: true,
  });
  await shut(page);
});

const osborne = async (options = {}) => {
  const page = await app.open('as=n.okafor', { ...NARROW, ...options });
  await page.getByRole('heading', { name: /OSBORNE, Derek/ }).waitFor();
  return page;
};

test('who is to be seen today waits for reception with the note, open, and can be taken back', async () => {
  const page = await osborne({ stopped: true });
  await press(page, '5', '2');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  await press(page, 'z');
  await page.getByRole('heading', { name: /OSBORNE/ }).waitFor();
  await expect(page.getByRole('button', { name: /Spoken to/ })).toHaveAttribute('aria-pressed', 'true');
  await press(page, '2');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  const { rows } = await page.practice.call('list_queue', { queue: 'needsTriage', offset: 0, limit: 60 });
  const row = rows.find((one) => one.name?.family === 'Osborne');
  assert.equal(row?.place, 'answering', 'for whoever books, not closed');
  assert.equal(row.owner, null);
  const { entries } = await page.practice.call('conversation', { id: row.id });
  const [routed] = entries.filter((one) => one.what.kind === 'routed').slice(-1);
  assert.match(routed.what.note, /Book today/);
  await shut(page);
});

test('Enter shows the whole thread, Esc comes back, and what is recorded stays on the screen', async () => {
  const page = await osborne();
  await press(page, '1', '5');
  await page.getByText(/^Phoned, spoken to, /).waitFor();
  await press(page, 'Enter');
  await page.locator('.thread').getByText(/spoke/).waitFor();
  await expect(page.locator('#thread-h')).toBeFocused();
  await press(page, 'Escape');
  await page.getByText(/^Phoned, spoken to, /).waitFor();
  await expect(page.getByRole('button', { name: /Spoken to/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: /See Derek Osborne today/ })).not.toHaveAttribute('aria-disabled');
  await press(page, 'Enter');
  await page.getByRole('button', { name: /Back to the list/ }).click();
  await page.getByText(/^Phoned, spoken to, /).waitFor();
  await shut(page);
});

test('advice is one key away: the caret is in the answer, the words stay, and after the send the next patient opens', async () => {
  const page = await osborne();
  await press(page, '5', '3');
  const answer = page.locator('textarea[data-composer]');
  await expect(answer).toBeFocused();
  await page.keyboard.type('Take it at bedtime, 1 a day');
  await expect(answer).toHaveValue('Take it at bedtime, 1 a day');
  await press(page, 'Escape');
  await page.getByRole('heading', { name: /OSBORNE/ }).waitFor();
  await press(page, '3');
  await expect(answer).toHaveValue('Take it at bedtime, 1 a day');
  await press(page, 'Alt+6', 'Control+Enter');
  await page.getByRole('heading', { name: /MALIK|PRICE/ }).waitFor();
  await expect(page.locator('.undo')).toContainText('Sent to Derek Osborne, waiting for a reply.');
  await shut(page);
});

test('the duty list shows reception’s note, and each row its age and writer', async () => {
  const page = await osborne();
  const id = await page.practice.do('find', { family: 'Osborne' });
  const note = 'Slower this morning. Can come by taxi.';
  await page.practice.call('act', { id, command: { kind: 'route', to: 'dutyList', seconds: 9, note } });
  await page.locator('.item.open .staff', { hasText: note }).waitFor();
  const item = page.locator('button.item', { hasText: 'PRICE' });
  await expect(item).toContainText(/\b65\b/);
  await expect(item).toContainText('from husband Huw');
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

test('advice to phone 999 and an ambulance called are two results of a call, each with its key and its words', async () => {
  const page = await osborne();
  await press(page, '9');
  await page.getByText(/^Advised to phone 999, /).waitFor();
  await expect(page.getByRole('button', { name: /999 advised/ })).toHaveAttribute('aria-pressed', 'true');
  await press(page, '8');
  await page.getByText(/^Ambulance called, /).waitFor();
  await expect(page.getByRole('button', { name: /Ambulance called/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: /999 advised/ })).toHaveAttribute('aria-pressed', 'false');
  const id = await page.practice.do('find', { family: 'Osborne' });
  const { entries } = await page.practice.call('conversation', { id });
  assert.deepEqual(
    entries.filter((one) => one.what.kind === 'contacted').map((one) => one.what.contact),
    ['advised999', 'calledAmbulance'],
  );
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

test('who is passed on while another is open is told above the list, and nothing says that nobody waits', async () => {
  const page = await osborne();
  await page.practice.do('arrive', {
    patient: {
      text: 'Which cream was it that you gave me for my elbow?',
      name: ['Zimmer', 'Zoe', 'Ms'],
      webForm: true,
    },
    dutyList: true,
  });
  const news = page.locator('main .news');
  await news.waitFor();
  await expect(page.getByText('Nothing else is waiting for you', { exact: false })).toBeHidden();
  await news.getByRole('button').click();
  await page.locator('button.item', { hasText: 'ZIMMER' }).waitFor();
  await expect(page.getByRole('heading', { name: /OSBORNE, Derek/ }), 'the open one stays open').toHaveCount(1);
  await expect(news).toHaveCount(0);
  await shut(page);
});

test('a call that was not made is taken back, and the next one has its own time', async () => {
  const page = await osborne({ stopped: true });
  await page.clock.runFor(GUARD);
  await press(page, '1');
  await page.getByText(/^Phoned, 10:42/).waitFor();
  await page.getByRole('button', { name: 'Not phoned after all' }).click();
  await expect(page.getByText(/^Phoned, /)).toHaveCount(0);
  await page.clock.runFor(5 * 60_000);
  await press(page, '1');
  await page.getByText(/^Phoned, 10:47/).waitFor();
  await shut(page);
});
