/**
 * What every browser test needs: the built screens served on a free loopback port under the application's own
 * Content-Security-Policy, one Chromium, and pages that fail the test when anything is logged as an error.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const SITE = fileURLToPath(new URL('../test-results/site/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
export const CSP = "default-src 'self'; connect-src ipc: http://ipc.localhost; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];

async function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    try {
      const file = path === '/' ? 'index.html' : path.slice(1);
      const body = await readFile(join(SITE, file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

/** Closes a page on which nothing was logged as an error. */
export async function shut(page) {
  assert.deepEqual(page.wrong, []);
  await page.context().close();
}

/** One browser and one server for a file of tests. */
export async function start() {
  const server = await serve();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  const base = `http://127.0.0.1:${server.address().port}/`;
  return {
    base,
    /** A window at a scene; `wrong` collects what was logged as an error. */
    async open(query = '', { width = 1366, height = 690, dark = false, reducedMotion = 'reduce', zoom = 1 } = {}) {
      const context = await browser.newContext({ viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) }, deviceScaleFactor: zoom, colorScheme: dark ? 'dark' : 'light', reducedMotion, locale: 'en-GB' });
      const page = await context.newPage();
      page.wrong = [];
      page.on('console', (message) => message.type() === 'error' && page.wrong.push(message.text()));
      page.on('pageerror', (error) => page.wrong.push(String(error)));
      page.setDefaultTimeout(8000);
      await page.goto(`${base}?${query}`);
      await page.waitForSelector('#app > *');
      return page;
    },
    async stop() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
