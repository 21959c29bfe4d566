/**
 * The headless host (`tests/host`): the one that is there already (`DUTY_DESK_HOST`, its address), or one that is started
 * here and ends with this process. `DUTY_DESK_HOST_PROGRAM` names a built one; without it, it is built first.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SITE = fileURLToPath(new URL('../test-results/site/', import.meta.url));
/** As `cargo xtask test` builds it: alone it would have other features, and half of all be compiled anew. */
const WHAT = ['--workspace', '--features', 'duty-desk/custom-protocol', '--example', 'host'];

function program() {
  if (process.env.DUTY_DESK_HOST_PROGRAM) return process.env.DUTY_DESK_HOST_PROGRAM;
  console.error('building the host, which takes minutes the first time');
  const built = execFileSync('cargo', ['build', '--quiet', ...WHAT, '--message-format', 'json'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const made = built
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return made.find((one) => one.target?.name === 'host' && one.executable).executable;
}

/** Where it listens, and how it ends. */
export async function begin({ port = 0 } = {}) {
  if (process.env.DUTY_DESK_HOST) return { base: process.env.DUTY_DESK_HOST, end() {} };
  const host = spawn(program(), ['--site', SITE, '--port', String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl+C at a terminal is for us; the host ends in order when we have.
    detached: process.platform !== 'win32',
  });
  const lines = createInterface({ input: host.stdout });
  const base = await new Promise((listens, fails) => {
    lines.once('line', (line) => listens(`${line}/`));
    host.once('exit', (code) => fails(new Error(`the host ended with ${code}`)));
  });
  return { base, end: () => host.stdin.end() };
}
