import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { flow, press, settled, shut, start, uncover } from './core.mjs';
import { BRENNAN, ODUYA } from './forms.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let app;
before(async () => (app = await start()));
after(() => app.stop());

const open = async (page, family) => {
  await page.locator('.row', { hasText: family }).first().click();
  await settled(page);
  await page.locator('.pt .name, .d-name', { hasText: family }).first().waitFor();
};
const tab = async (page, name) => {
  await page.locator('.rail').getByRole('button', { name: 'Safety log', exact: true }).click();
  await page.locator('.tabs').getByRole('button', { name }).click();
  await settled(page);
};
const SCREENS = {
  'a form in the thread': [
    'as=jo.marsden',
    async (page) => {
      await page.practice.do('arrive', { patient: BRENNAN });
      await open(page, 'BRENNAN');
      await page.getByRole('table', { name: 'The form’s questions and answers' }).waitFor();
    },
  ],
  'a day that is closed after it was promised': [
    'as=jo.marsden',
    async (page) => {
      await page.practice.do('arriveTold', { patient: ODUYA });
      await page.practice.do('closeDay', { date: '2026-08-27' });
      await page.locator('.row', { hasText: 'Closed on the day promised' }).waitFor();
      await open(page, 'ODUYA');
    },
  ],
  'sign-in': [''],
  'sign-in with a bell': ['scene=real,bell'],
  'sign-in, nobody signed in': ['scene=real,nobody'],
  'sign-in with a card': ['scene=real,card'],
  'sign-in, wrong PIN': [
    'scene=real,card',
    async (page) => {
      await page.getByLabel('Smartcard PIN').fill('000000');
      await press(page, 'Enter');
      await page.getByText('2 tries left').waitFor();
    },
  ],
  'sign-in, card that only signs': ['scene=real,card,signonly'],
  'sign-in, card locked': ['scene=real&trouble=blocked'],
  'sign-in, waiting for a card': ['scene=real&trouble=noCard'],
  'sign-in with a security key': [
    'scene=real,key',
    (page) => page.getByRole('button', { name: 'Use a security key instead' }).click(),
  ],
  'sign-in, security key waits for its touch': [
    'scene=real,keysystem',
    async (page) => {
      await page.getByRole('button', { name: 'Use a security key instead' }).click();
      await page.getByLabel('User name').fill('jo.marsden');
      await page.keyboard.press('Enter');
      await page.getByText('Follow the computer’s own window').waitFor();
    },
  ],
  'sign-in, strange security key': [
    'scene=real&keytrouble=wrongKey',
    async (page) => {
      await page.getByRole('button', { name: 'Use a security key instead' }).click();
      await page.getByLabel('User name').fill('jo.marsden');
      await page.getByLabel('Security key PIN').fill('493817');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
    },
  ],
  'your security keys': [
    'as=jo.marsden&scene=key',
    async (page) => {
      await press(page, 'F1');
      await page.getByText('Blue key, since').waitFor();
    },
  ],
  'your card': [
    'as=carol.whitby&scene=card',
    async (page) => {
      await press(page, 'F1');
      await page.getByText('Which cards are accepted').click();
    },
  ],
  'set-up': ['scene=setup'],
  'set-up with errors': [
    'scene=setup',
    (page) => press(page, 'Enter').then(() => page.getByRole('button', { name: /Continue/ }).click()),
  ],
  blocked: ['blocked=vaultDamaged'],
  desk: ['as=jo.marsden'],
  'desk, conversation open': ['as=jo.marsden', (page) => open(page, 'PATEL')],
  'desk, answering': [
    'as=jo.marsden',
    async (page) => {
      await open(page, 'PATEL');
      await press(page, 'x', '1', '2', '1', 'a');
      await page.locator('textarea').fill('Hello Amira. See bit.ly/x');
      await page.getByText(/^Saved/).waitFor();
    },
  ],
  'desk, passing': [
    'as=jo.marsden',
    async (page) => {
      await open(page, 'HALLORAN');
      await press(page, 'x', '2', '6', '1', 'd');
    },
  ],
  'desk, phoning': [
    'as=jo.marsden',
    async (page) => {
      await open(page, 'HALLORAN');
      await press(page, 'x', '2', '6', '1', 'p');
    },
  ],
  'desk, not delivered': [
    'as=jo.marsden&scene=undeliverable',
    async (page) => {
      await open(page, 'SINCLAIR');
      await press(page, '1', '2', '1', 'a');
      await page.locator('textarea').fill('Thursday.');
      await page.getByLabel('Wait for reply to').check();
      await press(page, 'Control+Enter');
      await page.practice.do('refuseAnswer', { family: 'Sinclair' });
      await press(page, 'Control+5');
      await page.locator('.needs li', { hasText: 'SINCLAIR' }).getByRole('button').first().click();
    },
  ],
  offline: ['as=jo.marsden&scene=offline', (page) => open(page, 'LEWIS')],
  'held by a colleague': [
    'as=jo.marsden',
    async (page) => {
      await page.practice.do('colleagueTakes', { family: 'Sinclair' });
      await open(page, 'SINCLAIR');
    },
  ],
  closing: [
    'as=jo.marsden',
    async (page) => {
      await open(page, 'PATEL');
      await press(page, 'x', '1', '2', '1', 'b');
      await press(page, 'Control+Enter');
      await page.locator('.closing').waitFor();
    },
  ],
  'to file': ['as=jo.marsden', (page) => press(page, 'Control+4')],
  closed: [
    'as=jo.marsden',
    async (page) => {
      await press(page, 'Control+4');
      await page.locator('.filing li', { hasText: 'SINGH' }).getByRole('button').click();
    },
  ],
  'needs you': ['as=jo.marsden', (page) => press(page, 'Control+5')],
  search: [
    'as=jo.marsden',
    async (page) => {
      await page.locator('.row').first().waitFor();
      await press(page, '/');
      await page.keyboard.type('tablets');
      await page.getByText(/found, newest first/).waitFor();
    },
  ],
  training: ['as=tom.heald'],
  briefing: [
    'as=tom.heald',
    async (page) => {
      for (const box of await page.locator('.cb').all()) await box.check();
      await page.getByRole('button', { name: /Confirm as/ }).click();
      await page.locator('.b-main h1').waitFor();
    },
  ],
  'restricted record': [
    'as=jo.marsden&scene=restricted',
    async (page) => {
      await page.locator('.row', { hasText: 'Restricted record' }).click();
      await page.locator('.locked').waitFor();
    },
  ],
  'audit entries': [
    'as=carol.whitby',
    (page) =>
      page
        .getByRole('button', { name: 'Audit' })
        .click()
        .then(() => page.locator('.audit-t').waitFor()),
  ],
  'audit, unusual access': [
    'as=ruth.alder&scene=unusual',
    async (page) => {
      await page.getByRole('button', { name: 'Unusual access' }).click();
      await page.locator('.needs li').first().waitFor();
    },
  ],
  'audit, checked': [
    'as=ruth.alder',
    async (page) => {
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByRole('button', { name: 'Check the whole audit' }).click();
      await page.locator('.note-ok').waitFor();
    },
  ],
  'locum briefing, writing': [
    'as=carol.whitby',
    async (page) => {
      await page.getByRole('button', { name: 'Locum briefing' }).click();
      await page.getByLabel('Heading').first().fill('What messages are for');
    },
  ],
  'restricted records': [
    'as=carol.whitby',
    async (page) => {
      await page.getByRole('button', { name: 'Restricted records' }).click();
      await page.locator('.needs li').first().waitFor();
    },
  ],
  'restricted records, form': [
    'as=carol.whitby',
    async (page) => {
      await page.getByRole('button', { name: 'Restricted records' }).click();
      await page.getByRole('button', { name: 'Restrict a record' }).click();
      await page.getByRole('button', { name: 'Restrict this record' }).click();
      await page.locator('.errmsg').first().waitFor();
    },
  ],
  'audit, tampered with': [
    'as=ruth.alder&scene=tampered',
    async (page) => {
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByRole('button', { name: 'Check the whole audit' }).click();
      await page.locator('.note-e').waitFor();
    },
  ],
  'keys and display': ['as=jo.marsden', (page) => press(page, 'F1')],
  rota: [
    'as=carol.whitby&scene=planned',
    (page) => page.locator('.rail').getByRole('button', { name: 'Rota' }).click(),
  ],
  'rota, choosing': [
    'as=carol.whitby&scene=planned',
    async (page) => {
      await page.locator('.rail').getByRole('button', { name: 'Rota' }).click();
      await page.getByRole('button', { name: /Choose a deputy/ }).click();
    },
  ],
  'excluded topic': [
    'as=n.okafor',
    async (page) => {
      await press(page, 'Control+1');
      await open(page, 'SINCLAIR');
      await page.getByText('Not for messages…').click();
      await page.getByRole('button', { name: 'Bad news, or a result that needs explaining' }).click();
      await page
        .locator('.composer')
        .getByRole('button', { name: /Answer by message/ })
        .click();
    },
  ],
  'looks like fraud': ['as=jo.marsden', (page) => open(page, 'DOYLE')],
  'safety log': [
    'as=n.okafor&scene=alert',
    async (page) => {
      await uncover(page);
      await press(page, 'F8');
      await page.practice.do('doctorResolves');
      await settled(page);
      await page.getByRole('button', { name: /Back to what I was doing/ }).click();
      await page.locator('.rail').getByRole('button', { name: 'Safety log', exact: true }).click();
    },
  ],
  incidents: [
    'as=carol.whitby&scene=register',
    async (page) => {
      await tab(page, /Incidents/);
      await page.getByRole('button', { name: 'Report an incident' }).click();
    },
  ],
  hazards: ['as=carol.whitby&scene=register', (page) => tab(page, /Hazards/)],
  'hazard, changing': [
    'as=carol.whitby&scene=register',
    async (page) => {
      await tab(page, /Hazards/);
      await page
        .getByRole('button', { name: /^Change/ })
        .first()
        .click();
    },
  ],
  drills: ['as=carol.whitby&scene=drill', (page) => tab(page, /Drills/)],
  'cannot alert': ['as=jo.marsden&scene=noalerts', (page) => press(page, 'F1')],
  empty: ['as=jo.marsden&scene=empty'],
  'alert covered': ['as=jo.marsden&scene=alert', (page) => page.locator('.alert').waitFor()],
  'alert shown': ['as=jo.marsden&scene=alert', uncover],
  'alert taken': [
    'as=jo.marsden&scene=alert',
    async (page) => {
      await uncover(page);
      await press(page, 'F8');
    },
  ],
  'alert recorded': [
    'as=jo.marsden&scene=alert',
    async (page) => {
      await uncover(page);
      await press(page, 'F8', 'F8');
    },
  ],
  'duty list': ['as=n.okafor'],
  staff: [
    'as=carol.whitby&scene=lockedout',
    (page) => page.getByRole('button', { name: 'Staff', exact: true }).click(),
  ],
  'staff, somebody added': [
    'as=carol.whitby',
    async (page) => {
      await page.getByRole('button', { name: 'Staff', exact: true }).click();
      await page.getByRole('button', { name: 'Add somebody' }).click();
      await page.getByRole('button', { name: /Continue/ }).click();
    },
  ],
  'staff, somebody leaves': [
    'as=carol.whitby',
    async (page) => {
      await page.getByRole('button', { name: 'Staff', exact: true }).click();
      await page.getByRole('button', { name: 'Remove access…, Jo Marsden' }).click();
    },
  ],
  workstations: [
    'as=carol.whitby&scene=asks',
    (page) => page.getByRole('button', { name: 'Workstations', exact: true }).click(),
  ],
  'a new recovery kit': [
    'as=carol.whitby',
    async (page) => {
      await page.getByRole('button', { name: 'Workstations', exact: true }).click();
      await page.getByRole('button', { name: 'Make a new kit' }).click();
      await page.locator('.kit').waitFor();
    },
  ],
  joining: [
    'scene=setup',
    async (page) => {
      await page.getByRole('button', { name: /joins a practice/ }).click();
      const manager = await app.open('as=carol.whitby');
      await page.getByLabel(/log is/).fill(await manager.practice.do('log'));
      await page.getByLabel(/Name of this/).fill('RECEP-03');
      await press(page, 'Enter');
      await page.locator('.joincode').waitFor();
      await shut(manager);
    },
  ],
  'bringing back': ['scene=setup', (page) => page.getByRole('button', { name: /recovery kit/ }).click()],
  revoked: ['blocked=revoked'],
};

const SIZES = { '1366x768': { width: 1366, height: 690 }, '420 px': { width: 420, height: 768 } };

/** Every screen once, then in each size and colour: the layout changes under it as it does under a person. */
for (const [name, [query, act]] of Object.entries(SCREENS)) {
  test(`${name}: no violation at 1366x768 and 420 px, light and dark`, async () => {
    const page = await app.open(query, { ...SIZES['1366x768'], stopped: query.includes('alert') });
    try {
      await act?.(page);
      await settled(page);
      if (page.stopped) await flow(page);
      await page.evaluate(axe);
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          await settled(page);
          const result = await page.evaluate(() =>
            window.axe.run(document, {
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
              resultTypes: ['violations'],
            }),
          );
          const said = result.violations.map(
            (one) =>
              `${size} ${colorScheme} ${one.id}: ${one.help}\n    ${one.nodes
                .slice(0, 3)
                .map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`)
                .join('\n    ')}`,
          );
          assert.deepEqual(said, []);
        }
      }
    } finally {
      await shut(page);
    }
  });
}
