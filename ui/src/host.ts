/**
 * The one door to the core, and the only file that knows Tauri. Everything else speaks to a `Host`: in the
 * application the core in this process, in a plain browser a practice in memory (host.browser.ts) for tests and for looking.
 */
import type {
  Bar, Change, Command, ConversationView, DesktopAlerts, DraftView, FilingRow, Gate, NeedsYou, Page, Preferences, Queue, Screen, Session, SetUpDraft, SetUpForm,
} from './api.gen';

export interface Host {
  gate(): Promise<Gate>;
  beginSetUp(form: SetUpForm): Promise<SetUpDraft>;
  /** Makes the practice. The manager then signs in with the authenticator's next code. */
  finishSetUp(code: string, kitCheck: string): Promise<null>;
  signIn(userName: string, password: string, code: string): Promise<Session>;
  lock(): Promise<void>;
  /** The person did something: the idle lock starts again. */
  active(): Promise<void>;
  bar(): Promise<Bar>;
  listQueue(queue: Queue, offset: number, limit: number): Promise<Page>;
  search(text: string, limit: number): Promise<Page>;
  /** Reads without marking it as looked at. */
  conversation(id: string): Promise<ConversationView>;
  act(id: string, command: Command): Promise<ConversationView>;
  /** Tells colleagues which conversation is open here. */
  viewing(id: string | null): Promise<void>;
  /** Answers once it is on the disk; nothing typed discards it. */
  saveDraft(id: string, text: string): Promise<DraftView | null>;
  filings(limit: number): Promise<FilingRow[]>;
  needsYou(): Promise<NeedsYou[]>;
  dismissNeedsYou(id: string): Promise<void>;
  preferences(): Promise<Preferences>;
  setPreferences(preferences: Preferences): Promise<void>;
  testAlert(): Promise<DesktopAlerts>;
  openFolder(): Promise<void>;
  /** A screen has been painted; only measurements listen. */
  painted(screen: Screen): Promise<void>;
  /** The window is being closed or locked from outside: keep what is typed. Returns what stops it. */
  onClosing(listener: () => void): () => void;
  /** Calls back on every change; returns what stops it. */
  onChange(listener: (change: Change) => void): () => void;
}

async function coreHost(): Promise<Host> {
  const [{ invoke }, { listen }] = await Promise.all([import('@tauri-apps/api/core'), import('@tauri-apps/api/event')]);
  return {
    gate: () => invoke('gate'),
    beginSetUp: (form) => invoke('begin_set_up', { form }),
    finishSetUp: (code, kitCheck) => invoke('finish_set_up', { code, kitCheck }),
    signIn: (userName, password, code) => invoke('sign_in', { userName, password, code }),
    lock: () => invoke('lock'),
    active: () => invoke('active'),
    bar: () => invoke('bar'),
    listQueue: (queue, offset, limit) => invoke('list_queue', { queue, offset, limit }),
    search: (text, limit) => invoke('search', { text, limit }),
    conversation: (id) => invoke('conversation', { id }),
    act: (id, command) => invoke('act', { id, command }),
    viewing: (id) => invoke('viewing', { id }),
    saveDraft: (id, text) => invoke('save_draft', { id, text }),
    filings: (limit) => invoke('filings', { limit }),
    needsYou: () => invoke('needs_you'),
    dismissNeedsYou: (id) => invoke('dismiss_needs_you', { id }),
    preferences: () => invoke('preferences'),
    setPreferences: (preferences) => invoke('set_preferences', { preferences }),
    testAlert: () => invoke('test_alert'),
    openFolder: () => invoke('open_folder'),
    painted: (screen) => invoke('painted', { screen }),
    onClosing(listener) {
      const stop = listen('closing', () => listener());
      return () => void stop.then((off) => off());
    },
    onChange(listener) {
      const stop = listen<Change>('change', (event) => listener(event.payload));
      return () => void stop.then((off) => off());
    },
  };
}

async function choose(): Promise<Host> {
  if (__CORE_ONLY__ || '__TAURI_INTERNALS__' in window) return coreHost();
  const { browserHost } = await import('./host.browser');
  return browserHost();
}

let chosen: Host;
/** Set once before anything is drawn. */
export async function openHost(): Promise<void> {
  chosen = await choose();
}
export const host = (): Host => chosen;
