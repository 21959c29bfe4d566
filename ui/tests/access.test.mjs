import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

const open = async (query, name) => {
  const page = await app.open(query);
  await page.locator('.rail').getByRole('button', { name }).click();
  await settled(page);
  return page;
};

test('briefing and restrictions are offered to the practice manager alone', async () => {
  for (const who of ['jo.marsden', 'n.okafor', 'ruth.alder']) {
    const page = await app.open(`as=${who}`);
    await page.locator('.rail').waitFor();
    await expect(page.locator('.rail').getByText(/Locum briefing|Restricted records/), who).toHaveCount(0);
    await shut(page);
  }
});

test('a new version of the briefing is written, kept while another page is looked at, and published', async () => {
  const page = await open('as=carol.whitby', 'Locum briefing');
  await page.getByText('version 1, the standard text').waitFor();
  const publish = page.getByRole('button', { name: 'Publish version 2' });
  await expect(publish, 'nothing is changed yet').toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Heading').first().fill('What messages are for');
  await page.getByRole('button', { name: 'Add a section' }).click();
  await page.getByText('Section 6 needs a heading and text.').waitFor();
  await page.locator('.rail').getByRole('button', { name: 'Audit' }).click();
  await page.locator('.rail').getByRole('button', { name: 'Locum briefing' }).click();
  await expect(page.getByLabel('Heading').first()).toHaveValue('What messages are for');
  await page.getByLabel('Heading').last().fill('Home visits');
  await page.getByLabel('What it says').last().fill('The duty doctor decides.');
  await page.getByLabel('Do', { exact: true }).last().fill('Ask the duty doctor.\n\nWrite it down.');
  await page.getByRole('button', { name: 'Move section 6 up' }).click();
  await publish.click();
  await page.getByText('Version 2 is published.').waitFor();
  await page.getByText('version 2, approved by Carol Whitby on 25-Aug-2026').waitFor();
  await settled(page);
  const { briefing: published } = await page.practice.call('briefing');
  assert.equal(published.version, 2);
  assert.equal(published.sections[0].title, 'What messages are for');
  assert.deepEqual(published.sections[4], {
    title: 'Home visits',
    text: 'The duty doctor decides.',
    dos: ['Ask the duty doctor.', 'Write it down.'],
    donts: [],
  });
  await shut(page);
});

test('a record is restricted to named clinicians, changed and lifted', async () => {
  const page = await open('as=carol.whitby', 'Restricted records');
  await page.getByText('Jo Marsden’s own record. Can be opened by Dr N Okafor.').waitFor();
  await page.getByRole('button', { name: 'Restrict a record' }).click();
  const save = page.getByRole('button', { name: 'Restrict this record' });
  await save.click();
  await page.getByText('Choose the colleague.').waitFor();
  await page.getByLabel('NHS number').fill('999 000 0086');
  await page.getByLabel('Colleague').selectOption({ label: 'Dr S Brandt' });
  await expect(page.getByRole('checkbox', { name: 'Dr S Brandt' }), 'nobody is named for their own record').toHaveCount(
    0,
  );
  await page.getByText('A relative’s').click();
  await save.click();
  await page.getByText('Name at least one clinician').waitFor();
  await page.getByRole('checkbox', { name: 'Dr N Okafor' }).check();
  await save.click();
  await page.getByText('This is not an NHS number').waitFor();
  await page.getByLabel('NHS number').fill('9990000085');
  await save.click();
  await page.getByText('A relative of Dr S Brandt. Can be opened by Dr N Okafor.').waitFor();
  await page.getByText('999 000 0085').waitFor();
  await page.getByRole('button', { name: 'Lift restriction on NHS No. 999 000 0085' }).click();
  await page.getByRole('button', { name: 'Keep it restricted' }).click();
  await settled(page);
  await expect(page.locator('.needs > li')).toHaveCount(2);
  await page.getByRole('button', { name: 'Lift restriction on NHS No. 999 000 0085' }).click();
  await page.getByRole('button', { name: 'Lift it: everybody who reads messages will see the record' }).click();
  await expect(page.locator('.needs > li')).toHaveCount(1);
  await shut(page);
});
