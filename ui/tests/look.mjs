/** Pictures of the screens for a person to look at: `node tests/look.mjs FOLDER [name…]`, after `vite build --mode browser`. */
import { mkdir } from 'node:fs/promises';
import { GUARD, press, settled, start, uncover } from './core.mjs';
import { BRENNAN, ODUYA } from './forms.mjs';

const [folder = '/tmp/duty-desk', ...only] = process.argv.slice(2);
const open = (page, family) => page.locator('.row', { hasText: family }).first().click();
const form = async (page) => {
  await page.practice.do('arrive', { patient: BRENNAN });
  await settled(page);
  await open(page, 'BRENNAN');
  await page.waitForSelector('.form table');
};
const promise = async (page) => {
  await page.practice.do('arriveTold', { patient: ODUYA });
  await page.practice.do('closeDay', { date: '2026-08-27' });
  await page.locator('.row', { hasText: 'Closed on the day promised' }).waitFor();
  await open(page, 'ODUYA');
  await settled(page);
};
const shots = {
  promise: ['as=jo.marsden', {}, promise],
  'promise-narrow': ['as=jo.marsden', { width: 420, height: 768, dark: true }, promise],
  'sign-in': ['', {}],
  'sign-in-real': ['scene=real', {}],
  'sign-in-bell': ['scene=real,bell', {}],
  'set-up': ['scene=setup', {}],
  blocked: ['blocked=keystoreLocked', {}],
  desk: ['as=jo.marsden', {}, (page) => open(page, 'PATEL')],
  form: ['as=jo.marsden', {}, form],
  'form-narrow': ['as=jo.marsden', { width: 420, height: 768 }, form],
  'form-dark': ['as=jo.marsden', { dark: true }, form],
  'desk-dark': ['as=jo.marsden', { dark: true }, (page) => open(page, 'PATEL')],
  'desk-answer': [
    'as=jo.marsden',
    {},
    async (page) => {
      await open(page, 'PATEL');
      await page.waitForSelector('.composer');
      await press(page, 'x', '1', '2', '1', 'a');
      await page
        .locator('textarea')
        .fill(
          'Hello Amira, your Clenil inhaler prescription went to Well Pharmacy, Castle Street, this morning. It should be ready from Thursday 27 August.',
        );
      await page.getByText(/^Saved/).waitFor();
      await page.locator('.whensent select').selectOption('requestDone');
    },
  ],
  'desk-pass': [
    'as=jo.marsden',
    {},
    async (page) => {
      await open(page, 'HALLORAN');
      await page.waitForSelector('.composer');
      await press(page, 'x', '2', '6', '1', 'd');
    },
  ],
  'duty-note': [
    'as=n.okafor',
    { width: 420, height: 768 },
    async (page) => {
      await page.locator('.item.open').waitFor();
      const id = await page.practice.do('find', { family: 'Osborne' });
      const note = 'Slower this morning, no dizziness. Can get here by taxi in 20 minutes.';
      await page.practice.call('act', { id, command: { kind: 'route', to: 'dutyList', seconds: 9, note } });
      await press(page, '1', '5');
    },
  ],
  'set-up-again': [
    'scene=setup',
    {},
    async (page) => {
      await page.getByLabel('ODS code').fill('A8');
      await press(page, 'Enter');
    },
  ],
  'desk-offline': ['as=jo.marsden&scene=offline', {}, (page) => open(page, 'PATEL')],
  alert: ['as=jo.marsden&scene=alert', {}, (page) => page.waitForSelector('.alert')],
  'alert-dark': ['as=jo.marsden&scene=alert', { dark: true }, uncover],
  'alert-open': ['as=jo.marsden&scene=alert', {}, uncover],
  'alert-taken': [
    'as=jo.marsden&scene=alert',
    {},
    async (page) => {
      await uncover(page);
      await press(page, 'F8');
    },
  ],
  'alert-record': [
    'as=jo.marsden&scene=alert',
    {},
    async (page) => {
      await uncover(page);
      await press(page, 'F8');
      await page.practice.do('doctorAccepts');
      await settled(page);
      await press(page, 'F8');
    },
  ],
  'to-file': ['as=jo.marsden', {}, (page) => press(page, 'Control+4')],
  close: [
    'as=jo.marsden',
    {},
    async (page) => {
      await open(page, 'PATEL');
      await page.waitForSelector('.composer');
      await press(page, 'x', '1', '2', '1', 'b');
      await press(page, 'Control+Enter');
    },
  ],
  'needs-you': ['as=jo.marsden', {}, (page) => press(page, 'Control+5')],
  search: [
    'as=jo.marsden',
    {},
    async (page) => {
      await press(page, '/');
      await page.keyboard.type('tablets');
      await page.getByText(/found, newest first/).waitFor();
    },
  ],
  training: ['as=tom.heald', {}],
  briefing: [
    'as=tom.heald',
    {},
    async (page) => {
      for (const box of await page.locator('.cb').all()) await box.check();
      await page.getByRole('button', { name: /Confirm as/ }).click();
      for (let n = 0; n < 4; n += 1) await page.getByRole('button', { name: 'Next section' }).click();
    },
  ],
  'briefing-narrow': [
    'as=tom.heald',
    { width: 420, height: 768 },
    async (page) => {
      for (const box of await page.locator('.cb').all()) await box.check();
      await page.getByRole('button', { name: /Confirm as/ }).click();
    },
  ],
  restricted: [
    'as=jo.marsden&scene=restricted',
    {},
    (page) => page.locator('.row', { hasText: 'Restricted record' }).click(),
  ],
  'briefing-page': ['as=carol.whitby', {}, (page) => page.getByRole('button', { name: 'Locum briefing' }).click()],
  'briefing-page-narrow': [
    'as=carol.whitby',
    { width: 420, height: 768 },
    (page) => page.locator('.pick select').selectOption('briefing'),
  ],
  'restricted-page': [
    'as=carol.whitby',
    {},
    (page) => page.getByRole('button', { name: 'Restricted records' }).click(),
  ],
  'restricted-form': [
    'as=carol.whitby',
    {},
    async (page) => {
      await page.getByRole('button', { name: 'Restricted records' }).click();
      await page.getByRole('button', { name: 'Restrict a record' }).click();
      await page.getByRole('button', { name: 'Restrict this record' }).click();
    },
  ],
  'restricted-form-narrow': [
    'as=carol.whitby',
    { width: 420, height: 768 },
    async (page) => {
      await page.locator('.pick select').selectOption('restricted');
      await page.getByRole('button', { name: 'Restrict a record' }).click();
    },
  ],
  'restricted-page-dark': [
    'as=carol.whitby',
    { dark: true },
    (page) => page.getByRole('button', { name: 'Restricted records' }).click(),
  ],
  audit: ['as=carol.whitby', {}, (page) => page.getByRole('button', { name: 'Audit' }).click()],
  'audit-narrow': ['as=ruth.alder', { width: 420, height: 768 }],
  'audit-unusual': ['as=ruth.alder', {}, (page) => page.getByRole('button', { name: 'Unusual access' }).click()],
  'audit-tampered': [
    'as=ruth.alder&scene=tampered',
    {},
    async (page) => {
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByRole('button', { name: 'Check the whole audit' }).click();
    },
  ],
  'audit-dark': ['as=carol.whitby', { dark: true }, (page) => page.getByRole('button', { name: 'Audit' }).click()],
  help: ['as=jo.marsden', {}, (page) => press(page, 'F1')],
  rota: [
    'as=carol.whitby&scene=planned',
    {},
    (page) => page.locator('.rail').getByRole('button', { name: 'Rota' }).click(),
  ],
  'rota-narrow': [
    'as=carol.whitby&scene=planned',
    { width: 420, height: 768 },
    (page) => page.locator('.pick select').selectOption('rota'),
  ],
  'rota-choose': [
    'as=carol.whitby&scene=planned',
    {},
    async (page) => {
      await page.locator('.rail').getByRole('button', { name: 'Rota' }).click();
      await page.getByRole('button', { name: /Choose a deputy/ }).click();
    },
  ],
  'safety-log': [
    'as=n.okafor&scene=alert,register',
    {},
    async (page) => {
      await uncover(page);
      await press(page, 'F8');
      await page.practice.do('doctorResolves');
      await settled(page);
      await page.getByRole('button', { name: /Back to what I was doing/ }).click();
      await page.locator('.rail').getByRole('button', { name: 'Safety log' }).click();
    },
  ],
  'safety-narrow': [
    'as=n.okafor&scene=register',
    { width: 420, height: 768 },
    (page) => page.locator('.pick select').selectOption('safety'),
  ],
  hazards: [
    'as=carol.whitby&scene=register',
    {},
    async (page) => {
      await page.locator('.rail').getByRole('button', { name: 'Safety log' }).click();
      await page
        .locator('.tabs')
        .getByRole('button', { name: /Hazards/ })
        .click();
    },
  ],
  'hazards-narrow': [
    'as=carol.whitby&scene=register',
    { width: 420, height: 768 },
    async (page) => {
      await page.locator('.pick select').selectOption('safety');
      await page
        .locator('.tabs')
        .getByRole('button', { name: /Hazards/ })
        .click();
    },
  ],
  'hazard-form': [
    'as=carol.whitby&scene=register',
    {},
    async (page) => {
      await page.locator('.rail').getByRole('button', { name: 'Safety log' }).click();
      await page
        .locator('.tabs')
        .getByRole('button', { name: /Hazards/ })
        .click();
      await page
        .getByRole('button', { name: /^Change/ })
        .first()
        .click();
    },
  ],
  drills: [
    'as=carol.whitby&scene=drill',
    {},
    async (page) => {
      await page.locator('.rail').getByRole('button', { name: 'Safety log' }).click();
      await page
        .locator('.tabs')
        .getByRole('button', { name: /Drills/ })
        .click();
    },
  ],
  excluded: [
    'as=jo.marsden',
    {},
    async (page) => {
      await open(page, 'DOYLE');
      await page.getByText('Not for messages…').click();
      await page.getByRole('button', { name: 'Bad news, or a result that needs explaining' }).click();
    },
  ],
  'excluded-narrow': [
    'as=jo.marsden',
    { width: 420, height: 768 },
    async (page) => {
      await open(page, 'DOYLE');
    },
  ],
  deaf: ['as=jo.marsden&scene=noalerts', {}, (page) => press(page, 'F1')],
  empty: ['as=jo.marsden&scene=empty', {}],
  staff: [
    'as=carol.whitby&scene=lockedout',
    {},
    (page) => page.getByRole('button', { name: 'Staff', exact: true }).click(),
  ],
  'staff-add': [
    'as=carol.whitby',
    {},
    async (page) => {
      await page.getByRole('button', { name: 'Staff', exact: true }).click();
      await page.getByRole('button', { name: 'Add somebody' }).click();
    },
  ],
  'staff-narrow': [
    'as=carol.whitby',
    { width: 420, height: 768 },
    async (page) => {
      await page.locator('.bar-n select').selectOption('staff');
      await page.getByRole('button', { name: 'Remove access…, Jo Marsden' }).click();
    },
  ],
  devices: [
    'as=carol.whitby&scene=asks',
    {},
    (page) => page.getByRole('button', { name: 'Workstations', exact: true }).click(),
  ],
  'devices-dark': [
    'as=carol.whitby',
    { dark: true },
    async (page) => {
      await page.getByRole('button', { name: 'Workstations', exact: true }).click();
      await page.getByRole('button', { name: 'Revoke, ROOM-4' }).click();
    },
  ],
  'devices-narrow': [
    'as=carol.whitby&scene=asks',
    { width: 420, height: 768 },
    (page) => page.locator('.bar-n select').selectOption('devices'),
  ],
  kit: [
    'as=carol.whitby',
    {},
    async (page) => {
      await page.getByRole('button', { name: 'Workstations', exact: true }).click();
      await page.getByRole('button', { name: 'Make a new kit' }).click();
      await page.locator('.kit').scrollIntoViewIfNeeded();
    },
  ],
  'kit-print': [
    'as=carol.whitby',
    {},
    async (page) => {
      await page.getByRole('button', { name: 'Workstations', exact: true }).click();
      await page.getByRole('button', { name: 'Make a new kit' }).click();
      await page.emulateMedia({ media: 'print' });
    },
  ],
  join: [
    'scene=setup',
    {},
    async (page, app) => {
      const manager = await app.open('as=carol.whitby');
      await page.getByRole('button', { name: /joins a practice/ }).click();
      await page.getByLabel(/log is/).fill(await manager.practice.do('log'));
      await page.getByLabel(/Name of this/).fill('RECEP-03');
      await press(page, 'Enter');
      await page.locator('.joincode').waitFor();
    },
  ],
  restore: [
    'scene=setup',
    { width: 420, height: 768 },
    (page) => page.getByRole('button', { name: /recovery kit/ }).click(),
  ],
  revoked: ['blocked=revoked', {}],
  crowd: ['as=jo.marsden&scene=crowd', {}],
  duty: ['as=n.okafor', { width: 420, height: 768 }],
  'duty-dark': ['as=n.okafor', { width: 420, height: 768, dark: true }],
  'duty-called': [
    'as=n.okafor',
    { width: 420, height: 768, stopped: true },
    async (page) => {
      await page.clock.runFor(GUARD);
      await press(page, '1', '5');
    },
  ],
  'narrow-list': ['as=jo.marsden', { width: 420, height: 768 }],
  'narrow-open': ['as=jo.marsden', { width: 420, height: 768 }, (page) => open(page, 'PATEL')],
  'narrow-alert': ['as=jo.marsden&scene=alert', { width: 420, height: 768 }, (page) => page.waitForSelector('.alert')],
  zoomed: [
    'as=jo.marsden',
    { zoom: 2 },
    async (page) => {
      const row = page.locator('.row').first();
      if (await row.isVisible()) await row.click();
    },
  ],
  compact: ['as=jo.marsden', { width: 1000, height: 690 }, (page) => open(page, 'PATEL')],
  wide: ['as=jo.marsden', { width: 1920, height: 1000 }, (page) => open(page, 'PATEL')],
};

await mkdir(folder, { recursive: true });
const app = await start();
for (const [name, [query, options, act]] of Object.entries(shots)) {
  if (only.length && !only.some((one) => name.startsWith(one))) continue;
  const page = await app.open(query, { stopped: query.includes('alert'), ...options });
  try {
    await act?.(page, app);
    await settled(page);
  } catch (error) {
    console.log(name, String(error).split('\n')[0]);
  }
  await page.screenshot({ path: `${folder}/${name}.png` });
  if (page.wrong.length) console.log(name, page.wrong.slice(0, 3));
  await page.context().close();
  await page.practice.end();
}
await app.stop();
