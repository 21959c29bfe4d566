/**
 * Listens once, on the window, and hands each press to the screen that may have it. Screens push their handlers as a
 * layer; the top layer is asked first, and a layer that is `alone` (the alert, the lock) lets nothing through to
 * those beneath. Keys are ignored while a guard runs: what was typed for one patient, or for one question, must not act on
 * the next. Words typed in a field are not keys: they are never ignored.
 */
import { type Action, actionFor, type Handlers } from './keys';
import { prefs } from './state/prefs.svelte';

interface Layer {
  handlers: () => Handlers;
  alone: boolean;
}

const layers: Layer[] = [];
let guardedUntil = 0;

/** The time a hand needs to notice that the screen changed. */
const NOTICED_AFTER = 700;

/** Ignore every key for a while. */
export function guardKeys(milliseconds = NOTICED_AFTER): void {
  guardedUntil = Math.max(guardedUntil, performance.now() + milliseconds);
}

export function keysGuarded(): boolean {
  return performance.now() < guardedUntil;
}

/** What acts on a patient: a key that was meant for the question or the patient before must not answer the next. */
const STEPS: ReadonlySet<Action> = new Set<Action>([
  'open',
  'take',
  'findingRead',
  'answerHere',
  'toDuty',
  'phoneNow',
  'appointment',
  'undo',
  'commit',
  'choice1',
  'choice2',
  'choice3',
  'choice4',
  'choice5',
  'choice6',
  'choice7',
  'choice8',
  'choice9',
  'reviewed',
]);
const holds = new Set<symbol>();

/** Says on the page whether a step may be pressed: the caps are drawn by it. */
function show(): void {
  document.documentElement.toggleAttribute('data-keys-wait', holds.size > 0);
}

/**
 * From now on no key acts on a patient, until what is called back says that the next step is there, it has been painted,
 * and a hand has had time to notice it. Moving, going back, locking and the alert stay possible.
 */
export function holdSteps(): () => void {
  const hold = Symbol('hold');
  holds.add(hold);
  show();
  const end = () => {
    holds.delete(hold);
    show();
  };
  return () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(end, NOTICED_AFTER)));
}

/** The same for a step that is already there. */
export const guardSteps = (): void => holdSteps()();

/** For `$effect`: adds the handlers and returns what takes them away. */
export function layer(handlers: () => Handlers, alone = false): () => void {
  const mine: Layer = { handlers, alone };
  layers.push(mine);
  return () => {
    const at = layers.indexOf(mine);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** Fields that hold text. */
export const TYPED_IN = 'textarea, input:not([type=radio]):not([type=checkbox]):not([type=button])';
const TYPING = `${TYPED_IN}, select, [contenteditable]`;

/** The keys that press the focused button. */
const PRESSES = new Set(['Enter', ' ']);

/** What stays possible whatever asks a question. */
const ALWAYS: ReadonlySet<Action> = new Set<Action>(['lock', 'alertGo']);

/** Is it a step that may not be pressed yet? Then it does nothing at all. */
function waits(action: Action, event: KeyboardEvent): boolean {
  if (!holds.size || !STEPS.has(action)) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
}

/** Does the focused control use this key itself? */
function usedByControl(target: Element | null, key: string): boolean {
  if (!target) return false;
  if (target.matches('input[type=radio]') && key.startsWith('Arrow')) return true;
  return PRESSES.has(key) && target.matches('button, a[href], summary');
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
  if (!event.ctrlKey && usedByControl(target, event.key)) {
    if (holds.size && PRESSES.has(event.key) && !target?.matches('input')) event.preventDefault();
    return;
  }
  const action = actionFor(event, { inField: target?.matches(TYPING) ?? false, letters: prefs.letters });
  if (!action || waits(action, event)) return;
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    const { handlers, alone } = layers[at]!;
    const handler = handlers()[action];
    if (handler) {
      event.preventDefault();
      if (!event.repeat || action === 'next' || action === 'previous') handler();
      return;
    }
    if (alone && !ALWAYS.has(action)) break;
  }
  // The browser's own find, print and bookmark would otherwise open over the work.
  if (event.ctrlKey && action !== 'commit') event.preventDefault();
}

export function listen(): () => void {
  window.addEventListener('keydown', onKey, { capture: true });
  return () => window.removeEventListener('keydown', onKey, { capture: true });
}
