/**
 * The one table that binds an action to its keys, its words and the name of its handler. Screens offer handlers under
 * these names, F1 prints the table, and buttons show the key they answer to. A single letter works only outside text
 * fields; inside them it needs Alt, and a person may turn single letters off altogether (WCAG 2.1.4).
 */
import { needsYouText } from './text/desk';
import { queueWords } from './text/terms';

export interface Binding {
  /** Handler name: a screen offers `{ take() {…} }`. */
  action: Action;
  /** What is pressed: `J`, `ArrowDown`, `Ctrl+1`, `F8`. */
  keys: readonly string[];
  label: string;
}

const table = [
  { action: 'next', keys: ['J', 'ArrowDown'], label: 'Next conversation' },
  { action: 'previous', keys: ['K', 'ArrowUp'], label: 'Previous conversation' },
  {
    action: 'open',
    keys: ['Enter'],
    label: 'Open conversation; full thread from the duty list',
  },
  { action: 'back', keys: ['Escape'], label: 'Back to the list' },
  { action: 'search', keys: ['/', 'Ctrl+F'], label: queueWords.search },
  { action: 'needsTriage', keys: ['Ctrl+1'], label: `Go to ${queueWords.needsTriage}` },
  { action: 'mine', keys: ['Ctrl+2'], label: `Go to ${queueWords.mine}` },
  { action: 'dutyList', keys: ['Ctrl+3'], label: `Go to ${queueWords.dutyList}` },
  { action: 'toFile', keys: ['Ctrl+4'], label: `Go to ${queueWords.toFile}` },
  { action: 'needsYou', keys: ['Ctrl+5'], label: `Go to ${needsYouText.title}` },
  { action: 'take', keys: ['T'], label: 'Take or give back a conversation' },
  { action: 'reviewed', keys: ['V'], label: 'Clinicians: reviewed' },
  { action: 'findingRead', keys: ['X'], label: 'Mark finding as read' },
  { action: 'answerHere', keys: ['A'], label: 'Destination: answer here' },
  { action: 'toDuty', keys: ['D'], label: 'Destination: duty list' },
  { action: 'phoneNow', keys: ['P'], label: 'Destination: phone' },
  { action: 'appointment', keys: ['B'], label: 'Destination: appointment' },
  { action: 'undo', keys: ['Z'], label: 'Undo a pass or a decision (not a send)' },
  {
    action: 'commit',
    keys: ['Ctrl+Enter'],
    label: 'The filled button: send, pass, record, close',
  },
  { action: 'choice1', keys: ['1'], label: 'Choice 1 of the open step; duty list: phone' },
  { action: 'choice2', keys: ['2'], label: 'Choice 2; duty list: see today' },
  { action: 'choice3', keys: ['3'], label: 'Choice 3; duty list: advise, reply' },
  { action: 'choice4', keys: ['4'], label: 'Choice 4; duty list: dealt with by phone' },
  { action: 'choice5', keys: ['5'], label: 'Choice 5; duty list: spoken to' },
  { action: 'choice6', keys: ['6'], label: 'Choice 6; duty list: no answer' },
  { action: 'choice7', keys: ['7'], label: 'Choice 7' },
  { action: 'choice8', keys: ['8'], label: 'Choice 8; duty list: ambulance called' },
  { action: 'choice9', keys: ['9'], label: 'Duty list: 999 advised' },
  { action: 'alertTake', keys: ['F8'], label: 'High-risk alert: take; for clinicians: accept' },
  { action: 'alertPass', keys: ['F7'], label: 'High-risk alert: pass to duty, deputy and triage' },
  {
    action: 'alertGo',
    keys: ['F9'],
    label: 'Go to the alert from anywhere; there, show patient and message',
  },
  {
    action: 'nextRegion',
    keys: ['F6'],
    label: 'Next region: bar, rail, list, thread, composer, side panel',
  },
  { action: 'previousRegion', keys: ['Shift+F6'], label: 'Previous region' },
  { action: 'lock', keys: ['Ctrl+L'], label: 'Lock now' },
  { action: 'help', keys: ['F1'], label: 'This table' },
] as const;

export type Action = (typeof table)[number]['action'];
export type Handlers = Partial<Record<Action, () => void>>;
export const bindings: readonly Binding[] = table;

/** What of a key press decides: taken from a KeyboardEvent, or written by hand in a test. */
export interface Press {
  key: string;
  ctrlKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
  metaKey?: boolean;
  code?: string;
}

/** Keys that a control under the focus uses itself: a list box and a radio group move by arrows, a button opens by Enter. */
const OWN_OF_CONTROLS = new Set(['ArrowDown', 'ArrowUp', 'Enter', 'Escape']);

/** `Ctrl+Enter`, `J`, `Shift+F6`: how the table writes this press. Alt is left out; it only frees a letter in a field. */
export function written(press: Press): string {
  const letter = press.key.length === 1;
  const digit = press.code?.match(/^(?:Digit|Numpad)(\d)$/)?.[1];
  const byCode = press.altKey ? press.code?.match(/^(?:Key|Digit)(.)$/)?.[1] : undefined;
  const key = press.ctrlKey && digit ? digit : letter ? (byCode ?? press.key).toUpperCase() : press.key;
  const shift = press.shiftKey && !letter ? 'Shift+' : '';
  return `${press.ctrlKey ? 'Ctrl+' : ''}${shift}${key}`;
}

const isBare = (key: string) => key.length === 1;

/** The action a press means here, or nothing. `inField`: the focus is where text is typed. */
export function actionFor(press: Press, where: { inField: boolean; letters: boolean }): Action | undefined {
  if (press.metaKey) return undefined;
  const key = written(press);
  if (press.altKey && !isBare(key)) return undefined;
  const found = table.find((row) => (row.keys as readonly string[]).includes(key))?.action;
  if (!found) return undefined;
  if (isBare(key)) {
    const withAlt = press.altKey === true;
    if (!withAlt && (where.inField || !where.letters)) return undefined;
  }
  if (where.inField && OWN_OF_CONTROLS.has(key) && key !== 'Escape') return undefined;
  return found;
}

const SHOWN: Record<string, string> = { ArrowDown: 'Down', ArrowUp: 'Up', Escape: 'Esc' };

/** As a person reads it on a key cap: `Ctrl Enter`, `Down`, `J`. */
export function cap(key: string): string {
  return key
    .split('+')
    .map((part) => SHOWN[part] ?? part)
    .join(' ');
}

/** The key cap of an action for its button. */
export function capOf(action: Action): string {
  return cap(table.find((row) => row.action === action)?.keys[0] ?? '');
}

/** The same while the caret is in a text, where a letter or a figure needs Alt. */
export const capInField = (action: Action): string => cap(`Alt+${capOf(action)}`);

/** For `aria-keyshortcuts`. */
export function shortcutOf(action: Action): string {
  return (table.find((row) => row.action === action)?.keys ?? [])
    .map((key) => key.replace('Ctrl', 'Control'))
    .join(' ');
}
