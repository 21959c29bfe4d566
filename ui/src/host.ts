/**
 * The one door to the core, and the only file that knows Tauri. Everything else speaks to a `Host`: the commands and events
 * that are generated from the core. In a plain browser, for tests and for looking, they go through `door.ts`.
 */
import { commands, events, type Change } from './api.gen';

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

/** Once, before anything is drawn. */
export async function openHost(): Promise<void> {
  if (__CORE_ONLY__ || '__TAURI_INTERNALS__' in window) return;
  const { openDoor } = await import('./door');
  await openDoor();
}
export const host = (): Host => core;
