import { after, before, test } from 'node:test';
import { expect, shut, start } from './core.mjs';
import { choose, row } from './patient.mjs';
import { BRENNAN, ODUYA } from './forms.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());

for (const [width, height] of [
  [1366, 690],
  [420, 768],
]) {
  test(`a form is a table whose rows hold one question and its answer at ${width} px`, async () => {
    const page = await app.open('as=jo.marsden', { width, height });
    await page.locator('.row').first().waitFor();
    await page.practice.do('arrive', { patient: BRENNAN });
    const row = page.locator('.row', { hasText: 'BRENNAN' });
    await expect(row.getByText('not clear who wrote')).toBeVisible();
    await choose(page, 'BRENNAN');
    const message = page.locator('.thread .msg', {
      has: page.getByRole('table', { name: 'The form’s questions and answers' }),
    });
    await expect(message.locator('.msg-h b')).toHaveText('Not clear who wrote');
    const cells = (question) => message.getByRole('row', { name: question }).getByRole('cell');
    await expect(cells('Do you have any numbness?')).toHaveText('No');
    await expect(cells('Do you have any chest pain?')).toHaveText('It comes and goes, after meals');
    await expect(cells('How many pillows do you sleep on?')).toHaveText('4');
    await expect(message.getByRole('rowheader', { name: 'Your breathing' })).toHaveAttribute('colspan', '2');
    await expect(
      message.locator('mark'),
      'what was asked about is marked where it stands, and no denial is',
    ).toHaveText(['chest pain']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out').toBe(
      true,
    );
    await shut(page);
  });
}

test('a day that is closed after it was promised asks for somebody to tell the patient', async () => {
  const page = await app.open('as=jo.marsden');
  await page.practice.do('arriveTold', { patient: ODUYA });
  const clock = row(page, 'ODUYA').getByText('Answer by Thu 10:42');
  await clock.waitFor();
  await expect(row(page, 'ODUYA').getByText('Closed on the day promised')).toHaveCount(0);
  await page.practice.do('closeDay', { date: '2026-08-27' });
  await row(page, 'ODUYA').getByText('Closed on the day promised').waitFor();
  await expect(clock, 'the promise stays the one that was told').toBeVisible();
  await choose(page, 'ODUYA');
  const notice = page.locator('.note', { hasText: 'The practice is now closed on the day that was promised.' });
  await expect(notice).toContainText(
    'The patient was told: an answer by the end of Thursday 27 August. Tell the patient, by phone or with an answer.',
  );
  await shut(page);
});
