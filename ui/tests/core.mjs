/**
 * What every browser test needs: the screens as the headless host serves them, one Chromium, a practice of its own for every
 * page, and pages that fail the test when anything is logged as an error. Nothing waits for a number of milliseconds: a test
 * waits for a state, for screens and core to have settled, or moves a clock that stands still, the core's with it.
 * `SLOW=6` slows every page down six times, which is how races are found.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { chromium, expect as expects } from '@playwright/test';
import { begin } from './host.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

const SLOW = Number(process.env.SLOW ?? 1);
/** Long enough for a machine that is busy with everything else; costs nothing while tests pass. */
const PATIENCE = Number(process.env.PATIENCE ?? 30_000);
/** One frame of the screens, on a clock that stands still. */
const FRAME = 17;
/** Moves a clock that stands still past the 700 ms in which keys are ignored. */
export const GUARD = 700;

export const expect = expects.configure({ timeout: PATIENCE });

/** What the host knows of one practice, and does to it. */
class Practice {
  constructor(base, id) {
    this.place = `${base}door/${id}`;
  }

  /** What happens there: letters, what colleagues do, what goes wrong. See `tests/host/deeds.rs`. */
  do(deed, given = {}) {
    return this.#post(`test/${deed}`, given);
  }

  /** What the core answers to a command, as whoever is signed in. */
  async call(command, given = {}) {
    const { answer, refusal } = await this.#post(`ipc/${command}`, given);
    assert.equal(refusal, undefined, command);
    return answer;
  }

  async end() {
    await fetch(this.place, { method: 'DELETE' });
  }

  async #post(path, given) {
    const answer = await fetch(`${this.place}/${path}`, { method: 'POST', body: JSON.stringify(given) });
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${text}`);
    return JSON.parse(text);
  }
}

/** Waits until the core has answered everything and come to rest, and the screens show it. Whatever has not happened by then does not follow from what was done. */
export async function settled(page) {
  for (let asked = await answered(page), before = -1; asked !== before;) {
    before = asked;
    await frame(page);
    asked = await answered(page, await page.practice.do('quiet'));
    if (asked === before) await frame(page);
    asked = await answered(page);
  }
}

const answered = (page, told = 0) =>
  page.evaluate(([told, flows]) => window.door.answered(told, flows), [told, !page.stopped]);

async function frame(page) {
  if (page.stopped) return page.clock.runFor(FRAME);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Lets time flow again on a page whose clock stands still. */
export async function flow(page) {
  await page.practice.do('flow');
  await page.clock.resume();
  page.stopped = false;
}

/** The keys of steps: they act on a patient, and wait until the step has been seen. */
const STEP = /^(Alt\+)?[0-9abdptvxz]$|Enter$/i;

/** Waits, as a hand does, until a step may be pressed. */
export async function pressable(page) {
  const waits = () => page.evaluate(() => document.documentElement.hasAttribute('data-keys-wait'));
  if (!page.stopped) return page.waitForFunction(() => !document.documentElement.hasAttribute('data-keys-wait'));
  while (await waits()) await page.clock.runFor(GUARD / 7);
}

/** Presses keys as a person does: each when the one before has done all it does, and a step once it may be pressed. */
export async function press(page, ...keys) {
  for (const key of keys) {
    if (STEP.test(key)) await pressable(page);
    await page.keyboard.press(key);
    await settled(page);
  }
}

/** What an authenticator shows for the secret on the screen (RFC 6238), by the clock of that practice. */
export async function authenticator(page) {
  const letters = (await page.locator('code.secret').innerText()).replace(/\s/g, '');
  const bits = [...letters].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'));
  const secret = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)
      .map((byte) => parseInt(byte, 2)),
  );
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor((await page.practice.do('now')) / 30_000)));
  const digest = createHmac('sha1', secret).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Shows what an alert covers, on a page whose clock stands still, once the hands have had time to notice it. */
export async function uncover(page) {
  await page.getByRole('alertdialog').waitFor();
  await page.clock.runFor(GUARD);
  await press(page, 'F9');
  await page.clock.runFor(GUARD);
}

/** Closes a page on which nothing was logged as an error. */
export async function shut(page) {
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  await page.practice?.end();
}

/** Time stands still at the moment at which every scene begins. */
async function stopClock(context) {
  const begins = Date.UTC(2026, 7, 25, 9, 42);
  await context.clock.install({ time: begins - 1000 });
  await context.clock.pauseAt(begins);
}

/** The core's clock moves with the page's, and what is answered on the way is answered at that moment. */
function together(page) {
  const run = page.clock.runFor.bind(page.clock);
  page.clock.runFor = async (ms) => {
    const step = ms > 2000 ? 500 : 50;
    for (let left = ms; left > 0; left -= step) {
      const moment = Math.min(step, left);
      await page.practice.do('pass', { ms: moment });
      await run(moment);
      await answered(page);
    }
  };
}

/** One browser for a file of tests, before the host that all of them share. */
export async function start() {
  const host = await begin();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  const { base } = host;
  return {
    base,
    /** A window at a scene; `wrong` collects what was logged as an error. With `stopped`, its time moves only by `page.clock`. */
    async open(
      query = '',
      { width = 1366, height = 690, dark = false, reducedMotion = 'reduce', zoom = 1, stopped = false } = {},
    ) {
      const scene = stopped ? `${query}&stopped=1` : query;
      const opened = await fetch(`${base}door/practices`, { method: 'POST', body: scene });
      assert.ok(opened.ok, `the scene ${query}: ${await opened.clone().text()}`);
      const { id } = await opened.json();
      const context = await browser.newContext({
        viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
        deviceScaleFactor: zoom,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion,
        locale: 'en-GB',
      });
      if (stopped) await stopClock(context);
      const page = await context.newPage();
      page.practice = new Practice(base, id);
      page.stopped = stopped;
      if (stopped) together(page);
      page.wrong = [];
      page.on('console', (message) => message.type() === 'error' && page.wrong.push(message.text()));
      page.on('pageerror', (error) => page.wrong.push(String(error)));
      page.setDefaultTimeout(PATIENCE);
      if (SLOW > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOW });
      await page.goto(`${base}?practice=${id}`);
      await page.waitForSelector('#app > *');
      await settled(page);
      return page;
    },
    async stop() {
      await browser.close();
      host.end();
    },
  };
}
