/** Words of the audit: what happened, what does not hold, why an access is listed. Plain sentences that an inspector can read. */
import type {
  AuditCheck,
  AuditRow,
  Difference,
  Command,
  Fault,
  Refusal,
  Role,
  UnusualView,
  What,
  Why,
  WorkstationView,
} from '../api.gen';
import { needsYouText } from './desk';
import { factorNames, factorRefusals } from './factors';
import { queueWords, roleWords } from './terms';
import { safetyText } from './safety';
import { plainDate } from './when';

export const auditText = {
  title: 'Audit',
  parts: { entries: 'Entries', unusual: 'Unusual access', check: 'Check' },
  partsLabel: 'Parts of the audit',
  lead: 'Who looked at what, who did what, when and from where. Reading this page is recorded too.',
  filter: 'Show entries',
  patient: 'Patient’s NHS number',
  badNumber: 'This is not an NHS number: it has 10 digits.',
  person: 'Person',
  everybody: 'Everybody',
  from: 'From',
  until: 'Until',
  show: 'Show',
  csv: 'Export for a spreadsheet',
  json: 'Export for an independent check',
  exported: (rows: number, path: string) =>
    `${rows.toLocaleString('en-GB')} entries written. Anybody who can open the file can read them: ${path}`,
  columns: { when: 'When', who: 'Who', what: 'What', patient: 'Patient', where: 'From' },
  none: 'No entries.',
  noneMore: 'Nothing in the audit matches what you asked for.',
  newer: 'Newer',
  older: 'Older',
  range: (from: number, to: number, total: number) =>
    total === 0
      ? '0 entries'
      : `${from.toLocaleString('en-GB')} to ${to.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`,
  nobody: 'Nobody signed in',
  system: 'Duty Desk',
  table: 'Entries, newest first',
  unreadable: 'Written by a newer Duty Desk. Update this workstation to read it.',
};

const commandWords: Record<Command['kind'], string> = {
  look: 'Marked as looked at',
  take: 'Took the conversation',
  giveBack: 'Gave the conversation back',
  readFinding: 'Read a finding',
  verifyIdentity: 'Verified who wrote',
  chooseUse: 'Chose the permitted use',
  reviewRisk: 'Reviewed the risk',
  review: 'Reviewed as a clinician',
  endAsNoDanger: 'Judged that an alert or check was not a danger',
  excludeTopic: 'Decided whether it may be answered by message',
  overrideExclusion: 'Decided to answer an excluded topic by message',
  route: 'Chose the destination',
  askToBook: 'Asked reception to book',
  unroute: 'Took it back after passing it on',
  reply: 'Answered the patient',
  recordContact: 'Recorded a contact',
  resend: 'Sent an answer again',
  seeAlert: 'Showed the patient and message of a high-risk alert',
  takeAlert: 'Took a high-risk alert',
  passAlert: 'Passed a high-risk alert on',
  attemptContact: 'Recorded an attempt to reach the patient',
  acceptAlert: 'Accepted a high-risk alert',
  resolveAlert: 'Closed a high-risk alert',
  close: 'Closed and filed',
  reopen: 'Reopened',
};

const askedWords: Record<string, string> = {
  listQueue: 'See a list of conversations',
  search: 'Search',
  conversation: 'Open a conversation',
  saveDraft: 'Write a draft',
  viewing: 'Open a conversation',
  filings: 'See filed documents',
  needsYou: 'See “Needs you”',
  dismissNeedsYou: 'Mark an item of “Needs you” as dealt with',
  openFolder: 'Open the folder of filed documents',
  auditPage: 'Read the audit',
  verifyAudit: 'Check the audit',
  exportAudit: 'Export the audit',
  unusualAccess: 'See unusual access',
  resolveUnusual: 'Resolve an unusual access',
  staff: 'See the staff',
  beginStaff: 'Add somebody',
  beginReset: 'Reset somebody’s sign-in',
  finishStaff: 'Add somebody',
  changeRoles: 'Change somebody’s roles',
  setExpiry: 'Change when somebody’s access ends',
  staffLeaves: 'Remove somebody’s access',
  unlockAccount: 'Unlock an account',
  devices: 'See the workstations',
  joinRequests: 'See workstations that ask to join',
  confirmJoin: 'Let a workstation in',
  refuseJoin: 'Refuse a workstation',
  renameDevice: 'Rename a workstation',
  revokeDevice: 'Revoke a workstation',
  rotateKeys: 'Change the practice’s keys',
  checkKit: 'Check a recovery kit',
  beginKit: 'Make a recovery kit',
  finishKit: 'Make a recovery kit',
  setCardRules: 'Change which smartcards are accepted',
  publishSettings: 'Change the practice’s settings',
  briefing: 'Read the briefing',
  publishBriefing: 'Change the briefing',
  restrictions: 'See which records are restricted',
  publishRestrictions: 'Change which records are restricted',
  publishPolicy: 'Change the practice’s settings',
  publishPatient: 'Change a patient’s details',
  publishRota: 'Change the rota',
  planRota: 'Plan the rota',
  safety: 'See the hazard register and incidents',
  safetyLog: 'See the safety log',
  safetyAct: 'Change the hazard register, an incident or a drill',
  exportSafety: 'Export the safety log',
};

const refusedWords: Partial<Record<Refusal['kind'], string>> = {
  notAllowed: 'their role does not allow it',
  notAttested: 'training or briefing was not confirmed',
  restricted: 'the record is restricted',
  heldBy: 'a colleague was working on it',
  triageOpen: 'triage was not finished',
  identityNotVerified: 'nobody had verified who wrote',
  findingUnread: 'a finding was unread',
  unseenMessage: 'a new message had come in',
  alertOpen: 'a high-risk alert was open',
  excludedTopic: 'it may not be answered by message',
  clinicianNeeded: 'it needed a clinician',
  reviewNeeded: 'it waited for a clinician’s review',
  withClinician: 'it was with the clinician who accepted its alert',
  alreadyDone: 'it was done already',
  notAccepted: 'no clinician had accepted the alert',
  noContact: 'nobody had reached the patient',
};

/** Records of the practice, by their names in its log. */
const publishedWords: Record<string, string> = {
  policy: 'the practice’s settings',
  rota: 'the rota',
  directory: 'a change of staff, workstations or keys',
  names: 'names of staff',
  patient: 'a patient’s details',
  briefing: 'a new version of the locum briefing',
  restricted: 'the list of restricted records',
  cardRules: 'which smartcards are accepted on that workstation',
  safety: 'a hazard, an incident or a drill',
  backupPlace: 'the second place for copies of the messages',
};

/** What changed in one, by its name there. */
const changedWords: Record<string, string> = {
  // Settings.
  name: 'practice name',
  ods: 'ODS code',
  telephone: 'telephone number',
  permittedUses: 'permitted use',
  'permittedUses.name': 'permitted use, name',
  'permittedUses.clinical': 'permitted use, needs a clinician',
  'permittedUses.offered': 'permitted use, offered to patients',
  'permittedUses.wording': 'permitted use, as patients read it',
  hours: 'opening hours',
  'hours.periods': 'opening hours',
  closures: 'closed day',
  'closures.reason': 'closed day, reason',
  'serviceLevels.administrativeDays': 'working days for an administrative answer',
  'serviceLevels.reviewDays': 'working days until a clinician reviews',
  'serviceLevels.lookMinutes': 'open minutes until somebody looks',
  weekendsCount: 'weekends count as working days',
  'acknowledgement.opening': 'automatic reply, first line',
  'acknowledgement.further': 'automatic reply, last words',
  autoCloseAfterDays: 'days until a conversation without a reply closes',
  claimMinutes: 'minutes a conversation stays taken without typing',
  idleLockMinutes: 'minutes without use until it locks',
  sessionHours: 'hours until a session ends',
  alertRetryMinutes: 'minutes until a taken alert sounds again',
  alertEveryoneMinutes: 'minutes until an alert calls everybody',
  onCall: 'who is paged while closed',
  'onCall.name': 'who is paged while closed',
  'onCall.telephone': 'where they are paged',
  filing: 'folder for the record',
  'filing.folder': 'folder for the record',
  'filing.restricted': 'folder for restricted records',
  // Staff, workstations and keys.
  staff: 'access',
  roles: 'roles',
  accessUntil: 'access ends',
  signIn: 'new sign-in',
  ownPassword: 'own password changed',
  keys: 'new keys for everybody',
  kit: 'new recovery kit',
  workstation: 'workstation name',
  workstationJoined: 'workstation let in',
  workstationRevoked: 'workstation revoked',
  // Records of their own.
  restriction: 'restricted record',
  version: 'version',
  sectionAdded: 'new section',
  sectionChanged: 'section changed',
  sectionRemoved: 'section removed',
  slot: 'on duty',
  plan: 'planned',
  backupPlace: 'folder',
  issuers: 'issuers',
  module: 'smartcard driver',
  removal: 'when a card is taken out',
};
const valueWords: Record<string, string> = {
  lock: 'locks',
  'sign-out': 'signs out',
  Mon: 'Monday',
  Tue: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};

/** `roles, Jo Marsden: Reception → Reception, Practice manager` */
export function changedLine(one: Difference): string {
  const value = (text: string | undefined | null) => {
    if (!text) return 'none';
    if (one.what === 'roles' || one.what === 'staff')
      return text
        .split(', ')
        .map((role) => roleWords[role as Role] ?? role)
        .join(', ');
    return dated(valueWords[text] ?? text);
  };
  const of = one.of ? `, ${dated(valueWords[one.of] ?? one.of)}` : '';
  const values = one.from || one.to ? `: ${value(one.from)} → ${value(one.to)}` : '';
  return `${changedWords[one.what] ?? one.what}${of}${values}`;
}
const dated = (text: string): string => text.replace(/\b\d{4}-\d\d-\d\d\b/g, plainDate);

/** What an entry changed, a line each. */
export const changeLines = (what: What): string[] =>
  what.kind === 'published' ? (what.changes ?? []).map(changedLine) : [];

const ruleWords: Record<string, string> = { excludedTopic: 'excluded topic', restricted: 'restricted record' };
const listWords: Record<string, string> = {
  ...queueWords,
  needsYou: needsYouText.title,
  filings: 'Filed documents',
  safetyLog: safetyText.title,
};
const command = (name: string) => commandWords[name as Command['kind']] ?? name;
const asked = (name: string) => askedWords[name] ?? command(name);
const number = (n: number, one: string, many: string) => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;

/** What an entry says, in a line. */
export function whatWords(what: What): string {
  switch (what.kind) {
    case 'signedIn':
      return 'Signed in';
    case 'signInRefused':
      return {
        wrong: 'Sign-in refused: wrong user name, password or code',
        tooMany: 'Sign-in refused: too many wrong tries',
        ...factorRefusals,
        ended: 'Sign-in refused: access has ended',
        noAccess: 'Sign-in refused: no access on this workstation',
      }[what.why];
    case 'locked':
      return {
        idle: 'Locked: nobody was using it',
        onDemand: 'Locked',
        tooLong: 'Signed out: the session reached its time limit',
        cardRemoved: 'Locked: the smartcard was taken out',
        accessEnded: 'Signed out: access has ended',
      }[what.cause];
    case 'listed':
      return `Opened the list “${listWords[what.list] ?? what.list}”`;
    case 'searched':
      return `Searched: ${number(what.found, 'conversation', 'conversations')} shown`;
    case 'viewed':
      return `Read ${number(what.messages, 'message', 'messages')}`;
    case 'did':
      return command(what.command);
    case 'refused':
      return `Refused: “${asked(what.asked)}”${refusedWords[what.why as Refusal['kind']] ? `; ${refusedWords[what.why as Refusal['kind']]}` : ''}`;
    case 'published':
      return `Published: ${publishedWords[what.record] ?? what.record}`;
    case 'overrode':
      return `Overrode a rule (${ruleWords[what.rule] ?? what.rule}): “${what.reason}”`;
    case 'exported':
      return `Exported ${number(what.rows, 'entry', 'entries')} of the ${what.export === 'safety' ? 'safety log' : 'audit'} to a file`;
    case 'factorAdded':
      return `Added a ${factorNames[what.factor]} to their own account on that workstation`;
    case 'factorRemoved':
      return `Removed a ${factorNames[what.factor]} from their own account on that workstation`;
    case 'openedFolder':
      return 'Opened the folder of filed documents';
    case 'readAudit':
      return 'Read the audit';
    case 'verified':
      return what.faults === 0
        ? 'Checked the audit: nothing wrong'
        : `Checked the audit: ${number(what.faults, 'fault', 'faults')}`;
    case 'anchored':
      return 'Noted how far the audits of other workstations reached';
    case 'attested':
      return what.to.kind === 'training'
        ? 'Confirmed the yearly training'
        : `Confirmed the briefing, version ${what.to.version}`;
    case 'reviewed':
      return `Resolved an unusual access: “${what.note}”`;
  }
}

export const rowWhat = (row: AuditRow): string => (row.what ? whatWords(row.what) : auditText.unreadable);
/** Nobody is named where nobody got in, and where the application acts by itself. */
export const rowWho = (row: AuditRow): string =>
  row.by?.name ?? (row.what?.kind === 'signInRefused' ? auditText.nobody : auditText.system);

export const checkText = {
  lead: 'Every workstation writes its entries as one chain, each tied to the one before it. The practice’s log keeps a sealed copy, and the other workstations note how far the chain had come. An entry that is removed or changed therefore shows.',
  run: 'Check the whole audit',
  running: 'Checking…',
  whole: (n: number) => `Nothing is missing, changed or out of place in ${number(n, 'entry', 'entries')}.`,
  broken: (n: number) => `${number(n, 'entry is', 'entries are')} not as they were written.`,
  brokenMore:
    'Change nothing on this workstation, and tell the information governance lead: the practice’s log and the backups may still hold what was there.',
  noLog: 'The practice’s log could not be reached: compared only with what was read from it before.',
  columns: { workstation: 'Workstation', entries: 'Entries', told: 'In the log', anchored: 'Confirmed by' },
  table: 'Workstations',
  thisOne: 'this one',
  anchored: (n: number) =>
    n === 0 ? 'no other workstation yet' : number(n, 'other workstation', 'other workstations'),
  faults: 'What is wrong',
};

/** One fault, naming the entry. */
export function faultWords(fault: Fault, check: AuditCheck): string {
  const name = (device: string) => workstationName(check.workstations.find((one) => one.device === device));
  const entry = `Entry ${fault.number} of ${name(fault.device)}`;
  const where = fault.place === 'queue' ? ' in the practice’s log' : '';
  switch (fault.kind.kind) {
    case 'removed':
      return `${entry} was removed${where}.`;
    case 'changed':
      return `${entry} was changed${where}.`;
    case 'moved':
      return `${entry} was moved to place ${fault.kind.to}${where}.`;
    case 'added':
      return `${entry} was inserted${where}: no workstation wrote it.`;
    case 'broken':
      return `${entry} does not follow from the one before it${where}: one of the two was changed.`;
    case 'disowned':
      return `${entry} is not the one that ${name(fault.kind.by)} saw${where}: the chain was rewritten.`;
  }
}
const workstationName = (one: WorkstationView | undefined): string =>
  one?.name.split(',')[0] ?? 'an unknown workstation';

export const unusualText = {
  lead: 'For the quarterly review. None of these is proof of wrongdoing: each is a question to ask, and is resolved with a note.',
  quarter: 'Quarter',
  open: (n: number) => `${n} to look into`,
  none: 'Nothing unusual in this quarter.',
  noneMore:
    'Listed here: asking for something outside a role; reading one’s own record, a colleague’s, or that of a patient with the same surname; reading very many in a day; reading at night.',
  note: 'What you found',
  settle: 'Resolve with this note',
  settling: 'Saving…',
  settled: (who: string, when: string) => `Resolved by ${who}, ${when}`,
  times: (n: number) => number(n, 'time', 'times'),
  between: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
};

export const whyTitle: Record<Why['kind'], string> = {
  outOfRole: 'Outside their role',
  ownRecord: 'Own record',
  colleagues: 'Colleague’s record',
  sameSurname: 'Same surname',
  override: 'Override',
  highVolume: 'Very many patients',
  atNight: 'At night',
};

/** Why it is listed, in a sentence. */
export function whyWords(one: UnusualView): string {
  switch (one.why.kind) {
    case 'outOfRole':
      return 'Asked for something their role does not allow.';
    case 'ownRecord':
      return 'Read their own record, or a relative’s.';
    case 'colleagues':
      return `Read the record of ${one.of?.name ?? 'a colleague'}, or of a relative of theirs.`;
    case 'sameSurname':
      return 'Read the record of a patient with their surname.';
    case 'override':
      return 'Opened a restricted record by override.';
    case 'highVolume':
      return `Read ${one.why.patients} patients’ records in one day; usually ${one.why.usual}.`;
    case 'atNight':
      return 'Read messages at night, outside opening hours.';
  }
}

/** The quarters up to now, newest first: `July to September 2026`. */
export function quarters(today: string, count = 5): { from: string; until: string; words: string }[] {
  const names = ['January to March', 'April to June', 'July to September', 'October to December'];
  const ends = ['03-31', '06-30', '09-30', '12-31'];
  const year = Number(today.slice(0, 4));
  const at = year * 4 + Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  return Array.from({ length: count }, (_, back) => {
    const [y, q] = [Math.floor((at - back) / 4), (at - back) % 4];
    return {
      from: `${y}-${String(q * 3 + 1).padStart(2, '0')}-01`,
      until: `${y}-${ends[q]}`,
      words: `${names[q]} ${y}`,
    };
  });
}
