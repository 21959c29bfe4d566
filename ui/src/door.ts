/**
 * In a plain browser: the way to the headless host (`tests/host`), in place of the window's own. The bindings generated
 * from the core are called as they are; what they send goes through a loopback door to the real commands. Nothing here is
 * in the application's build.
 *
 * The address says which practice: `?practice=p3`, or a scene like `?as=jo.marsden&scene=alert`, which the host opens.
 */
import { mockIPC } from '@tauri-apps/api/mocks';
import { emit } from '@tauri-apps/api/event';

/** What tests do to the way between the screens and the core, and know of it. */
class Door {
  /** How long an answer is held back by the page's own clock, in milliseconds. */
  slow = 0;
  #asked = 0;
  #unanswered = 0;
  #held = 0;
  #waitingForTouch = false;
  /** The number of the last event that was heard. */
  #heard = 0;

  constructor(private readonly practice: string) {}

  async send(command: string, payload: unknown): Promise<unknown> {
    this.#asked += 1;
    this.#unanswered += 1;
    try {
      if (this.slow) await this.#hold();
      const answer = await fetch(`/door/${this.practice}/ipc/${command}`, {
        method: 'POST',
        body: JSON.stringify(payload ?? {}),
      });
      const said = (await answer.json()) as { answer: unknown } | { refusal: unknown };
      if ('refusal' in said) throw said.refusal;
      return said.answer;
    } finally {
      this.#unanswered -= 1;
      if (command === 'sign_in' || command === 'add_factor') this.#waitingForTouch = false;
    }
  }

  async #hold(): Promise<void> {
    this.#held += 1;
    await new Promise((done) => setTimeout(done, this.slow));
    this.#held -= 1;
  }

  /** Hears what changes; resolves once it listens. */
  async listen(): Promise<void> {
    const events = new EventSource(`/door/${this.practice}/events`);
    for (const name of ['change', 'closing']) {
      events.addEventListener(name, (event) => {
        this.#heard = Number(event.lastEventId);
        const payload: unknown = JSON.parse(event.data);
        this.#notice(payload);
        void emit(name, payload);
      });
    }
    await new Promise((begun) =>
      events.addEventListener('begun', (event) => begun((this.#heard = Number(event.lastEventId))), { once: true }),
    );
  }

  /** A key that waits for its person has settled: nothing more happens by itself. */
  #notice(change: unknown): void {
    const { kind, now } = (change ?? {}) as { kind?: string; now?: string };
    if (kind === 'prompt') this.#waitingForTouch = now === 'touch' || now === 'system';
  }

  /** How many calls there were, once none is on its way and this many events were heard. Those held back by the page's clock count where it flows. */
  async answered(told: number, flows: boolean): Promise<number> {
    const onTheWay = () => this.#unanswered - (flows ? 0 : this.#held) - (this.#waitingForTouch ? 1 : 0);
    while (this.#heard < told || onTheWay() > 0) await beat();
    return this.#asked;
  }
}

const channel = new MessageChannel();
const beats: (() => void)[] = [];
channel.port1.onmessage = () => beats.shift()?.();
/** A turn of the page's own work, whatever its clock says. */
function beat(): Promise<void> {
  return new Promise((done) => {
    beats.push(done);
    channel.port2.postMessage(null);
  });
}

async function practiceOf(address: URL): Promise<string> {
  const named = address.searchParams.get('practice');
  if (named) return named;
  const opened = await fetch('/door/practices', { method: 'POST', body: address.search });
  if (!opened.ok) throw new Error(await opened.text());
  const { id } = (await opened.json()) as { id: string };
  // A page that is loaded again shows the same practice.
  address.search = `?practice=${id}`;
  history.replaceState(null, '', address);
  return id;
}

export async function openDoor(): Promise<void> {
  const door = new Door(await practiceOf(new URL(location.href)));
  Object.assign(window, { door });
  mockIPC((command, payload) => door.send(command, payload), { shouldMockEvents: true });
  await door.listen();
}
