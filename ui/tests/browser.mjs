/**
 * What every browser test needs: the built screens served on a free loopback port under the application's own
 * Content-Security-Policy, one Chromium, and pages that fail the test when anything is logged as an error. Nothing waits
 * for a number of milliseconds: a test waits for a state, for the practice to have settled, or moves a clock that stands still.
 * `SLOW=6` slows every page down six times, which is how races are found.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, expect as expects } from '@playwright/test';

const SITE = fileURLToPath(new URL('../test-results/site/', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
export const CSP =
  "default-src 'self'; connect-src ipc: http://ipc.localhost; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
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
const PATIENCE = 30_000;
/** What the practice and the screens need to settle, on a clock that stands still. */
const MOMENT = 50;
/** Moves a clock that stands still past the 700 ms in which keys are ignored. */
export const GUARD = 700;

export const expect = expects.configure({ timeout: PATIENCE });

async function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    try {
      const file = path === '/' ? 'index.html' : path.slice(1);
      const body = await readFile(join(SITE, file));
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': CSP,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

/** Waits until the practice has answered everything and the screen shows it. Whatever has not happened by then does not follow from what was done. */
export async function settled(page) {
  if (page.stopped) await page.clock.runFor(MOMENT);
  else await page.evaluate(() => window.practice.settled());
}

/** Lets time flow again on a page whose clock stands still. */
export async function flow(page) {
  await page.clock.resume();
  page.stopped = false;
}

/** Presses keys, each when the one before has done all it does. */
export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await settled(page);
  }
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
}

/** Time stands still at the moment at which the practice in memory begins. */
async function stopClock(context) {
  const begins = Date.UTC(2026, 7, 25, 9, 42);
  await context.clock.install({ time: begins - 1000 });
  await context.clock.pauseAt(begins);
}

/** One browser and one server for a file of tests. */
export async function start() {
  const server = await serve();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  const base = `http://127.0.0.1:${server.address().port}/`;
  return {
    base,
    /** A window at a scene; `wrong` collects what was logged as an error. With `stopped`, its time moves only by `page.clock`. */
    async open(
      query = '',
      { width = 1366, height = 690, dark = false, reducedMotion = 'reduce', zoom = 1, stopped = false } = {},
    ) {
      const context = await browser.newContext({
        viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
        deviceScaleFactor: zoom,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion,
        locale: 'en-GB',
      });
      if (stopped) await stopClock(context);
      const page = await context.newPage();
      page.stopped = stopped;
      page.wrong = [];
      page.on('console', (message) => message.type() === 'error' && page.wrong.push(message.text()));
      page.on('pageerror', (error) => page.wrong.push(String(error)));
      page.setDefaultTimeout(PATIENCE);
      if (SLOW > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOW });
      await page.goto(`${base}?double&${query}`);
      await page.waitForSelector('#app > *');
      await settled(page);
      return page;
    },
    async stop() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
