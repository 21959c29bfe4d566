/**
 * `npm run dev`: Vite's own server before the headless host, on which every scene of the browser tests can be opened and
 * worked in, as `/?as=jo.marsden&scene=alert`. A host that is there already is used: the one at `DUTY_DESK_HOST`, or one on
 * port 5174. Otherwise one is started there, and ends with this.
 */
import { createServer } from 'vite';
import { begin } from './host.mjs';

const PORT = 5174;
const answers = (base) =>
  fetch(base).then(
    () => true,
    () => false,
  );

if (!process.env.DUTY_DESK_HOST) {
  const usual = `http://127.0.0.1:${PORT}/`;
  process.env.DUTY_DESK_HOST = (await answers(usual)) ? usual : (await begin({ port: PORT })).base;
}
const server = await createServer();
await server.listen();
server.printUrls();
server.bindCLIShortcuts({ print: true });
