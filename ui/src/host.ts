/**
 * The one door to the core, and the only file that knows Tauri. Everything else speaks to a `Host`: the commands and events
 * that are generated from the core. In a plain browser they go through `door.ts` to the headless host.
 */
import { commands, events, type Change } from './api.gen';
import { seenIn } from './text/foreign';

export type Host = typeof commands & {
  /** The window is being closed or locked from outside: keep what is typed. Returns what stops it. */
  onClosing(listener: () => void): () => void;
  /** Calls back on every change; returns what stops it. */
  onChange(listener: (change: Change) => void): () => void;
};

const core: Host = {
  ...commands,
  onClosing(listener) {
    const stop = events.closing.listen(() => listener());
    return () => void stop.then((off) => off());
  },
  onChange(listener) {
    const stop = events.change.listen((event) => listener(event.payload));
    return () => void stop.then((off) => off());
  },
};

async function choose(): Promise<Host> {
  if (__CORE_ONLY__ || '__TAURI_INTERNALS__' in window) return core;
  await (await import('./door')).openDoor();
  return core;
}

let chosen: Host;
/** Once, before anything is drawn. */
export async function openHost(): Promise<void> {
  chosen = shown(await choose());
}

/** What the practice or this person writes here and puts in force again: it goes back as it came. */
const OWN = new Set<string>(['settings', 'briefing', 'ownDrafts']);

/** What others wrote is made visible as it comes in: every screen shows it through here, and none may forget it. */
function shown(door: Host): Host {
  return new Proxy(door, {
    get(target, name: keyof Host) {
      const ask = target[name];
      if (name === 'onClosing' || name === 'onChange' || OWN.has(name) || typeof ask !== 'function') return ask;
      return async (...given: unknown[]) => seenIn(await (ask as (...given: unknown[]) => Promise<unknown>)(...given));
    },
  });
}
export const host = (): Host => chosen;
