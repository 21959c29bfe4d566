/**
 * The one door to the core, and the only file that knows Tauri. Everything else speaks to a `Host`: in the
 * application the core in this process, in a plain browser a practice in memory (host.browser.ts) for tests and for looking.
 */
import type {
  AnswerCheck,
  Attestation,
  AuditCheck,
  AuditExport,
  AuditFilter,
  AuditPage,
  AuthenticatorView,
  Bar,
  Briefing,
  BriefingView,
  Change,
  Command,
  ConversationView,
  DesktopAlerts,
  DeviceRow,
  DraftView,
  ExportFormat,
  FilingRow,
  Gate,
  JoinForm,
  JoinRequest,
  JoinState,
  KitCheck,
  KitView,
  NeedsYou,
  NewStaff,
  OnCallForm,
  Page,
  Preferences,
  Queue,
  RestoreDraft,
  RestoreForm,
  RestrictedRecord,
  RestrictionsView,
  Role,
  RotaDraft,
  RotaWeek,
  SafetyCommand,
  SafetyLog,
  SafetyView,
  Screen,
  Session,
  SetUpDraft,
  SetUpForm,
  StaffRow,
  UnusualView,
  YourCards,
  YourSecurityKeys,
} from './api.gen';

export interface Host {
  gate(): Promise<Gate>;
  beginSetUp(form: SetUpForm): Promise<SetUpDraft>;
  /** Makes the practice. The manager then signs in with the authenticator's next code. */
  finishSetUp(code: string, kitCheck: string): Promise<null>;
  /** First run, the other ways: this computer joins a practice, or brings one back. */
  beginJoin(form: JoinForm): Promise<unknown>;
  joining(): Promise<JoinState>;
  cancelJoin(): Promise<unknown>;
  beginRestore(form: RestoreForm): Promise<RestoreDraft>;
  finishRestore(code: string, kept: string[], staff: string | null): Promise<unknown>;
  acceptRevocation(): Promise<unknown>;
  signIn(userName: string, password: string, code: string): Promise<Session>;
  /** Whoever's card is in the reader; the password is for a card that can only sign. */
  signInWithCard(pin: string, password: string | null): Promise<Session>;
  /** Whoever has this name and touches their key; the PIN where the system does not ask for it. Waits for the touch. */
  signInWithSecurityKey(userName: string, pin: string): Promise<Session>;
  /** Ends what waits for a touch. */
  cancelSecurityKey(): Promise<unknown>;
  lock(): Promise<unknown>;
  /** The person did something: the idle lock starts again. */
  active(): Promise<unknown>;
  bar(): Promise<Bar>;
  listQueue(queue: Queue, offset: number, limit: number): Promise<Page>;
  search(text: string, limit: number): Promise<Page>;
  /** Reads without marking it as looked at. */
  conversation(id: string): Promise<ConversationView>;
  act(id: string, command: Command): Promise<ConversationView>;
  /** Tells colleagues which conversation is open here. */
  viewing(id: string | null): Promise<unknown>;
  /** Answers once it is on the disk; nothing typed discards it. */
  saveDraft(id: string, text: string): Promise<DraftView | null>;
  /** The verdict on an answer's words while they are typed; sending them asks again. */
  checkAnswer(text: string): Promise<AnswerCheck>;
  filings(limit: number): Promise<FilingRow[]>;
  needsYou(): Promise<NeedsYou[]>;
  dismissNeedsYou(id: string): Promise<unknown>;
  /** The week in which a day (`2026-08-25`) lies. */
  rotaWeek(day: string): Promise<RotaWeek>;
  planRota(draft: RotaDraft, day: string): Promise<RotaWeek>;
  publishRota(day: string): Promise<RotaWeek>;
  /** Whoever is paged while the practice is closed, or nobody. */
  setOnCall(onCall: OnCallForm | null, day: string): Promise<RotaWeek>;
  safety(): Promise<SafetyView>;
  safetyLog(offset: number, limit: number): Promise<SafetyLog>;
  safetyAct(command: SafetyCommand): Promise<SafetyView>;
  /** Writes files and shows their folder. */
  exportSafety(format: ExportFormat): Promise<unknown>;
  staff(): Promise<StaffRow[]>;
  beginStaff(form: NewStaff): Promise<AuthenticatorView>;
  beginReset(staff: string, userName: string, password: string): Promise<AuthenticatorView>;
  finishStaff(code: string): Promise<string>;
  changeRoles(staff: string, roles: Role[]): Promise<unknown>;
  setExpiry(staff: string, expires: string | null): Promise<unknown>;
  staffLeaves(staff: string): Promise<unknown>;
  unlockAccount(staff: string): Promise<unknown>;
  changePassword(current: string, next: string): Promise<unknown>;
  devices(): Promise<DeviceRow[]>;
  /** Where the practice's log is, as a workstation that wants to join needs it. */
  logPlace(): Promise<string>;
  joinRequests(): Promise<JoinRequest[]>;
  confirmJoin(attempt: string, code: string): Promise<unknown>;
  refuseJoin(attempt: string): Promise<unknown>;
  renameDevice(device: string, name: string): Promise<unknown>;
  revokeDevice(device: string): Promise<unknown>;
  rotateKeys(): Promise<unknown>;
  checkKit(recoveryKit: string): Promise<KitCheck>;
  beginKit(): Promise<KitView>;
  finishKit(lastGroup: string): Promise<unknown>;
  preferences(): Promise<Preferences>;
  setPreferences(preferences: Preferences): Promise<unknown>;
  /** One's own smartcards and, for those who may change it, whose are taken. */
  yourCards(): Promise<YourCards>;
  /** Adds the card in the reader to one's own account. */
  enrolCard(password: string, pin: string): Promise<unknown>;
  removeCard(key: string): Promise<unknown>;
  /** Issuers as PEM; none turns smartcards off. */
  setCardRules(issuers: string, module: string | null, signOut: boolean): Promise<unknown>;
  /** One's own security keys on this workstation. */
  yourSecurityKeys(): Promise<YourSecurityKeys>;
  /** Adds the one that is plugged in; it is touched twice. */
  enrolSecurityKey(password: string, pin: string, name: string): Promise<unknown>;
  removeSecurityKey(key: string): Promise<unknown>;
  testAlert(): Promise<DesktopAlerts>;
  openFolder(): Promise<unknown>;
  /** What a locum reads before the first message, and what this person must attest. */
  briefing(): Promise<BriefingView>;
  /** Gives what is still due. */
  attest(to: Attestation): Promise<Attestation[]>;
  /** Puts a new version in force; the core numbers it and says who approved it. */
  publishBriefing(briefing: Briefing): Promise<unknown>;
  /** Whose records open to named clinicians alone. */
  restrictions(): Promise<RestrictionsView>;
  /** The whole list each time. */
  publishRestrictions(records: RestrictedRecord[]): Promise<unknown>;
  /** A window of the audit, newest first. */
  auditPage(filter: AuditFilter, offset: number, limit: number): Promise<AuditPage>;
  verifyAudit(): Promise<AuditCheck>;
  /** Writes a file in the clear and says where it lies. */
  exportAudit(filter: AuditFilter, format: ExportFormat): Promise<AuditExport>;
  unusualAccess(from: string, until: string): Promise<UnusualView[]>;
  resolveUnusual(item: string, note: string): Promise<unknown>;
  /** A screen has been painted; only measurements listen. */
  painted(screen: Screen): Promise<unknown>;
  /** The window is being closed or locked from outside: keep what is typed. Returns what stops it. */
  onClosing(listener: () => void): () => void;
  /** Calls back on every change; returns what stops it. */
  onChange(listener: (change: Change) => void): () => void;
}

/** The core in this process, through the bindings generated from it. */
async function coreHost(): Promise<Host> {
  const { commands, events } = await import('./api.gen');
  return {
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
