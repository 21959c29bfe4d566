/**
 * Runs every browser test on one host, which makes the morning that most of them begin with once, and closes with the
 * runner's own summary. `node tests/run.mjs gate alert` runs some.
 */
import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { begin } from './host.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs') && (!wanted.length || wanted.some((one) => name.startsWith(one))))
  .map((name) => folder + name);
const host = await begin();
process.env.DUTY_DESK_HOST = host.base;
let failed = files.length === 0;
run({ files, concurrency: 2 })
  .on('test:fail', () => (failed = true))
  .on('end', () => {
    host.end();
    process.exitCode = failed ? 1 : 0;
  })
  .compose(new spec())
  .pipe(process.stdout);
