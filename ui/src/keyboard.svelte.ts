/**
 * Listens once, on the window, and hands each press to the screen that may have it. Screens push their handlers as a
 * layer; the top layer is asked first, and a layer that is `alone` (the alert, the lock) lets nothing through to
 * those beneath. Keys are ignored while a guard runs: what was typed for one patient must not act on the next.
 */
import { actionFor, type Handlers } from './keys';
import { prefs } from './state/prefs.svelte';

interface Layer {
  handlers: () => Handlers;
  alone: boolean;
}

const layers: Layer[] = [];
let guardedUntil = 0;

/** Ignore every key for a while. 700 ms is the time a hand needs to notice that the screen changed. */
export function guardKeys(milliseconds = 700): void {
  guardedUntil = Math.max(guardedUntil, performance.now() + milliseconds);
}

export function keysGuarded(): boolean {
  return performance.now() < guardedUntil;
}

/** For `$effect`: adds the handlers and returns what takes them away. */
export function layer(handlers: () => Handlers, alone = false): () => void {
  const mine: Layer = { handlers, alone };
  layers.push(mine);
  return () => {
    const at = layers.indexOf(mine);
    if (at >= 0) layers.splice(at, 1);
  };
}

const TYPING = 'textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox]):not([type=button])';

/** Does the focused control use this key itself? */
function usedByControl(target: Element | null, key: string): boolean {
  if (!target) return false;
  if (target.matches('input[type=radio]') && key.startsWith('Arrow')) return true;
  return key === 'Enter' && target.matches('button, a[href], summary');
}

function onKey(event: KeyboardEvent): void {
  if (keysGuarded()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.isComposing) return;
  // Reloading the window would drop the last third of a second of typing, for nothing.
  if (event.key === 'F5' || (event.ctrlKey && event.key.toLowerCase() === 'r')) event.preventDefault();
  const target = event.target instanceof Element ? event.target : null;
  if (!event.ctrlKey && usedByControl(target, event.key)) return;
  const action = actionFor(event, { inField: target?.matches(TYPING) ?? false, letters: prefs.letters });
  if (!action) return;
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    const { handlers, alone } = layers[at]!;
    const handler = handlers()[action];
    if (handler) {
      event.preventDefault();
      if (!event.repeat || action === 'next' || action === 'previous') handler();
      return;
    }
    if (alone) break;
  }
  // The browser's own find, print and bookmark would otherwise open over the work.
  if (event.ctrlKey && action !== 'commit') event.preventDefault();
}

export function listen(): () => void {
  window.addEventListener('keydown', onKey, { capture: true });
  return () => window.removeEventListener('keydown', onKey, { capture: true });
}
