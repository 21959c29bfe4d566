import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect, press, settled, shut, start, uncover } from './core.mjs';

let app;
before(async () => (app = await start()));
after(() => app.stop());
const rail = async (page, name) => {
  await page.locator('.rail').getByRole('button', { name, exact: true }).click();
  await settled(page);
};
const row = async (page, family) => {
  await page.locator('.row', { hasText: family }).first().click();
  await settled(page);
};

test('a slot without a deputy says so, cannot be published, and can once it has one', async () => {
  const page = await app.open('as=carol.whitby&scene=planned');
  await rail(page, 'Rota');
  await page.getByText('Wednesday afternoon cannot be published: it has no deputy.').waitFor();
  await page.getByRole('button', { name: 'Publish the ready slot' }).click();
  await page.getByRole('button', { name: 'Nothing is ready to publish.' }).waitFor();
  const cell = page.locator('td.draft');
  await expect(cell).toHaveText(/Dr S Brandt\s+No deputy\s+Not published/, { useInnerText: true });
  await page.getByRole('button', { name: 'Choose a deputy for Wednesday' }).click();
  await page.getByLabel('Deputy', { exact: true }).selectOption({ label: 'Dr S Brandt' });
  await page.getByRole('button', { name: /Plan this slot/ }).click();
  await page.getByText('nobody can stand in for themselves').waitFor();
  await page.getByRole('button', { name: 'Choose a deputy for Wednesday' }).click();
  await page.getByLabel('Deputy', { exact: true }).selectOption({ label: 'Dr N Okafor' });
  await page.getByRole('button', { name: /Plan this slot/ }).click();
  await page.getByRole('button', { name: 'Publish the ready slot' }).click();
  await cell.waitFor({ state: 'detached' });
  await shut(page);
});

test('reception reads the rota and changes nothing; a week without open days says why', async () => {
  const page = await app.open('as=jo.marsden');
  await rail(page, 'Rota');
  await page.getByText('The practice manager sets the rota.').waitFor();
  await expect(page.locator('button.cell')).toHaveCount(0);
  await page.getByRole('button', { name: 'Next week' }).click();
  await page.getByText('The summer bank holiday').waitFor();
  await page.getByText('Training afternoon').waitFor();
  await page.getByText('Closed from 13:00').waitFor();
  await shut(page);
});

test('the manager names whoever is paged out of hours; a number that is none is refused', async () => {
  const page = await app.open('as=carol.whitby');
  await rail(page, 'Rota');
  await page.getByText('Nobody is paged while the practice is closed.').waitFor();
  await page.getByRole('button', { name: 'Change: Out of hours' }).click();
  await page.getByLabel('Name').fill('Dr N Okafor');
  await page.getByLabel('Telephone').fill('ring me');
  await page.getByRole('button', { name: 'Page this person' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Telephone').fill('07700 900200');
  await page.getByRole('button', { name: 'Page this person' }).click();
  await page.getByText('Dr N Okafor is paged on 07700 900200').waitFor();
  await shut(page);
});

test('where no page would reach anybody, nobody is told that one does', async () => {
  const page = await app.open('as=carol.whitby&scene=real');
  await page.getByRole('button', { name: 'Later' }).click();
  await rail(page, 'Rota');
  await page.getByRole('button', { name: 'Change: Out of hours' }).click();
  await page.getByLabel('Name').fill('Dr N Okafor');
  await page.getByLabel('Telephone').fill('07700 900200');
  await page.getByRole('button', { name: 'Name this person' }).click();
  await page.getByText('Nobody is paged: this version has no paging service').waitFor();
  await expect(page.getByText('is paged on')).toHaveCount(0);
  await shut(page);
});

test('an excluded topic closes the answer; only a clinician opens it again, with a reason that is kept', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'SINCLAIR');
  await page.getByText('Not for messages…').click();
  await page.getByRole('button', { name: 'Bad news, or a result that needs explaining' }).click();
  await page.getByText('This cannot be answered by message.').waitFor();
  await expect(page.locator('.composer .ta'), 'there is nowhere to write').toHaveCount(0);
  await page.getByText('A clinician may still decide to answer by message, and records why.').waitFor();
  await shut(page);

  const doctor = await app.open('as=n.okafor');
  await press(doctor, 'Control+1');
  await row(doctor, 'SINCLAIR');
  await doctor.getByText('Not for messages…').click();
  await doctor.getByRole('button', { name: 'A decision that needs discussion' }).click();
  await doctor
    .locator('.composer')
    .getByRole('button', { name: /Answer by message/ })
    .click();
  const override = doctor.locator('.composer').getByRole('button', { name: 'Answer by message' });
  await expect(override).toHaveAttribute('aria-disabled', 'true');
  await doctor.getByLabel('Why it is still answered by message').fill('Deaf, asked for writing.');
  await override.click();
  await doctor.getByText('decided to answer by message: Deaf, asked for writing.').waitFor();
  await expect(doctor.locator('textarea[data-composer]')).toHaveCount(1);
  await shut(doctor);
});

test('what looks like fraud is said beside the words, and no link can be followed', async () => {
  const page = await app.open('as=jo.marsden');
  await row(page, 'DOYLE');
  await page.getByText('Looks like fraud.').waitFor();
  await page.getByText('This link only looks official').waitFor();
  await expect(page.locator('.thread a')).toHaveCount(0);
  await shut(page);
});

test('an alert that is over stays in the safety log with who did what and when', async () => {
  const page = await app.open('as=n.okafor&scene=alert', { stopped: true });
  await uncover(page);
  await press(page, 'F8');
  await page.getByText('Taken by you').waitFor();
  await press(page, 'F8');
  await page.getByLabel('Handed over to another service').check();
  await page.getByText('Say the outcome and the next step.').waitFor();
  await page.getByLabel('Outcome and next step').fill('Crisis team has taken over, rings at 13:00.');
  await press(page, 'Control+Enter');
  await page.locator('.alert').waitFor({ state: 'detached' });
  await rail(page, 'Safety log');
  const log = page.locator('.log tbody tr').first();
  await expect(log).toHaveText(
    /Suicide and self-harm[\s\S]*WHITLOCK, Jamie[\s\S]*Taken after[\s\S]*Dr Okafor handed it over[\s\S]*Closed/,
  );
  await shut(page);
});

test('anybody reports an incident; it closes when it has a hazard and something was learned', async () => {
  const page = await app.open('as=carol.whitby&scene=register');
  await row(page, 'SINCLAIR');
  await page.getByRole('button', { name: 'Report an incident…' }).click();
  await page.getByLabel('Delayed').check();
  await page.getByLabel('What happened').fill('It waited for a day.');
  await page
    .locator('form')
    .getByRole('button', { name: /Report an incident/ })
    .click();
  await page.getByRole('button', { name: 'Report an incident…' }).waitFor();
  await rail(page, 'Safety log');
  await page
    .locator('.tabs')
    .getByRole('button', { name: /Incidents/ })
    .click();
  const close = page.getByRole('button', { name: 'Close incident' });
  await expect(close).toHaveAttribute('aria-disabled', 'true');
  await page.getByText('First tie it to a hazard.').waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Hazard it belongs to').selectOption({ index: 1 });
  await page.getByLabel('What was learned and changed').fill('Two people look at noon.');
  await page.getByRole('button', { name: 'Save' }).click();
  await close.click();
  await page.getByText('Closed by Carol Whitby').waitFor();
  await page
    .locator('.tabs')
    .getByRole('button', { name: /Hazards/ })
    .click();
  await page.getByText('1 incident.').waitFor();
  await shut(page);
});

test('a hazard keeps every version with its reason', async () => {
  const page = await app.open('as=carol.whitby');
  await rail(page, 'Safety log');
  await page
    .locator('.tabs')
    .getByRole('button', { name: /Hazards/ })
    .click();
  await page.getByRole('button', { name: 'Begin with the known hazards' }).click();
  await page.getByText(/^H\d A dangerous message is not seen in time$/).waitFor();
  await page.getByRole('button', { name: 'Change: A dangerous message is not seen in time' }).click();
  const save = page.getByRole('button', { name: 'Save' });
  await expect(save, 'a change needs its reason').toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('group', { name: 'With controls' }).getByLabel('Likelihood').selectOption('low');
  await page.getByLabel('Why you are adding or changing it').fill('The drill reached every workstation.');
  await save.click();
  await page.getByText('History (2)').click();
  await page.getByText('The drill reached every workstation. Risk 3.').waitFor();
  await shut(page);
});

test('a drill calls every workstation until it is answered, and the answer is its evidence', async () => {
  const page = await app.open('as=carol.whitby');
  await rail(page, 'Safety log');
  await page.locator('.tabs').getByRole('button', { name: 'Drills' }).click();
  await page.getByText('A drill is due: there has been none yet.').waitFor();
  await page.getByRole('button', { name: 'Start a drill' }).click();
  await page.getByText('Alert drill, started by Carol Whitby').waitFor();
  await page.getByText('0 of 2 workstations answered').waitFor();
  const covered = await page.evaluate(() => {
    const notice = document.querySelector('.lockwarn').getBoundingClientRect();
    const apart = (box) => box.bottom <= notice.top + 1 || box.right <= notice.left || box.left >= notice.right;
    const others = [...document.querySelectorAll('.under, .under button')].filter((one) => one.offsetParent);
    return others
      .filter((one) => !one.closest('.main *') && !apart(one.getBoundingClientRect()))
      .map((one) => one.className);
  });
  assert.deepEqual(covered, [], 'the notice has room of its own');
  await page.getByRole('button', { name: 'I have seen it' }).click();
  await page.getByText('1 of 2 workstations answered').waitFor();
  await page.getByText('desktop alert shown').waitFor();
  await expect(page.getByText('Alert drill, started by')).toHaveCount(0);
  await shut(page);
});

test('a computer that cannot alert says so in the bar, and what to do one press away', async () => {
  const page = await app.open('as=jo.marsden&scene=noalerts');
  await page
    .locator('.bar')
    .getByRole('button', { name: /Desktop alerts off/ })
    .click();
  await page.getByText('No program on this computer shows notifications.').waitFor();
  await page.getByText('Call IT support.').waitFor();
  await shut(page);
});
