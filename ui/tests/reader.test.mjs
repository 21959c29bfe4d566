import { after, before, test } from 'node:test';
import { expect, GUARD, press, settled, shut, start } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
/** Words that no rule names and the second reader does. */
const ASHBY = {
  text: 'He keeps dropping his cup and his smile is only on one half since breakfast.',
  name: ['Ashby', 'Walter', 'Mr'],
  webForm: true,
  telephone: '01632 960188',
};
/** They arrive; on the duty list if asked. */
const arrives = (page, dutyList = false) => page.practice.do('arrive', { patient: ASHBY, dutyList });

for (const [width, height] of [
  [1366, 690],
  [420, 768],
]) {
  test(`what only reads like danger says so in the list and under its words at ${width} px, and marks no word`, async () => {
    const page = await app.open('as=jo.marsden', { width, height });
    await page.locator('.row').first().waitFor();
    await arrives(page);
    const row = page.locator('.row', { hasText: 'ASHBY' });
    await row.getByText('Check: reads like stroke').waitFor();
    await row.click();
    const why = page.locator('.thread .why', { hasText: 'Check: reads like stroke.' });
    await why.getByText('The second reader is a small computer model and may be wrong').waitFor();
    await expect(page.locator('.thread mark')).toHaveCount(0);
    await expect(why.getByRole('button'), 'there is no finding to confirm').toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out').toBe(
      true,
    );
    await shut(page);
  });
}

test('the duty list says that it only reads like danger', async () => {
  const page = await app.open('as=n.okafor', { width: 420, height: 768, stopped: true });
  await page.getByRole('heading', { name: /OSBORNE/ }).waitFor();
  await arrives(page, true);
  await settled(page);
  await page.locator('main .news').getByRole('button', { name: '1 new' }).click();
  await page.getByText('ASHBY, Walter').waitFor();
  // Behind those for whom a rule speaks.
  for (const family of [/PRICE/, /ASHBY/]) {
    await page.clock.runFor(GUARD);
    await press(page, 'j');
    await page.getByRole('heading', { name: family }).waitFor();
  }
  await page.getByText('Reads like stroke. No rule matches.').waitFor();
  await shut(page);
});
