/**
 * Every text of the desk: queues, risk, triage, thread, composer, closing, filing. To staff: short, active, the reason
 * beside the thing. Where a sentence names a patient the name comes in as "Amira Patel".
 */
import type {
  BankHoliday,
  Because,
  Category,
  PatientChannel,
  Contact,
  DeliveryState,
  Due,
  ExcludedTopic,
  Gender,
  IdentityCheck,
  Outcome,
  PersonName,
  Queue,
  Role,
  Route,
  Row,
  StaffView,
  Step,
  Suspicious,
  WhyUnassessed,
  Writer,
} from '../api.gen';
import { listName, plainName, writerShort } from './people';
import { comingWhen, dayDate, type Instant, plainDate, time } from './when';

export const roleWords: Record<Role, string> = {
  receptionist: 'Reception',
  administrator: 'Administration',
  nurse: 'Nurse',
  gp: 'GP',
  locum: 'Locum GP',
  manager: 'Practice manager',
  governanceLead: 'Information governance',
  safetyOfficer: 'Clinical safety',
};
export const rolesLine = (roles: readonly Role[]): string => roles.map((role) => roleWords[role]).join(', ');

export const queueWords: Record<
  Queue | 'needsYou' | 'search' | 'rota' | 'safety' | 'audit' | 'briefing' | 'restricted' | 'staff' | 'devices',
  string
> = {
  needsTriage: 'Needs triage',
  mine: 'Mine',
  dutyList: 'Duty list',
  waiting: 'Waiting for patient',
  toFile: 'To file',
  needsYou: 'Needs you',
  search: 'Search',
  rota: 'Rota',
  safety: 'Safety log',
  audit: 'Audit',
  briefing: 'Locum briefing',
  restricted: 'Restricted records',
  staff: 'Staff',
  devices: 'Workstations',
};

export const emptyWords: Record<Queue, { title: string; now: string }> = {
  needsTriage: { title: 'Nothing needs triage.', now: 'New messages appear here by themselves.' },
  mine: { title: 'You have nothing open.', now: 'What you take or answer stands here.' },
  dutyList: { title: 'The duty list is empty.', now: 'High-risk messages open over every list.' },
  waiting: {
    title: 'Nobody is waiting to reply.',
    now: 'Answered conversations stand here until the patient writes or the date passes.',
  },
  toFile: { title: 'Nothing waits to be filed.', now: 'Answered conversations that are not closed stand here.' },
};

export const channelWords: Record<PatientChannel, string> = { nhsApp: 'NHS App', webForm: 'web form' };
/** `by NHS App`, `by web form` */
export const byChannel = (channel: PatientChannel): string => `by ${channelWords[channel]}`;
export const genderWords: Record<Gender, string> = {
  female: 'Female',
  male: 'Male',
  other: 'Other',
  unknown: 'Not known',
};

export const categoryWords: Record<Category, string> = {
  collapseUnresponsive: 'collapse',
  anaphylaxis: 'severe allergy',
  breathingDifficulty: 'breathing',
  chestPain: 'chest pain',
  stroke: 'stroke',
  severeBleeding: 'bleeding',
  overdose: 'overdose or poisoning',
  suicideSelfHarm: 'suicide and self-harm',
  threatToOthers: 'threat to others',
  safeguardingChild: 'safeguarding, child',
  domesticAbuse: 'domestic abuse',
  safeguardingAdult: 'safeguarding, adult',
  sepsis: 'sepsis',
  meningitis: 'meningitis',
  ectopicFetalMovements: 'pregnancy, urgent',
  pregnancy: 'pregnancy',
  diabetic: 'diabetes',
  headInjury: 'head injury',
  severeHeadache: 'severe headache',
  caudaEquina: 'nerves of the spine',
  acuteAbdomen: 'severe belly pain',
  limbIschaemia: 'limb without blood',
  clot: 'clot',
  suddenVision: 'sudden loss of sight',
  testicularTorsion: 'testicle',
  psychosis: 'psychosis or confusion',
  other: 'other emergency',
};
const whyUnassessed: Record<WhyUnassessed, string> = {
  language: 'language',
  noWords: 'no words',
  noRules: 'rules missing',
};

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export interface RiskWords {
  kind: 'high' | 'check';
  words: string;
}

/** The risk chip; nothing where the rules read the message and found nothing. */
export function riskWords(row: Pick<Row, 'tier' | 'category' | 'readsLike' | 'lowered' | 'alert'>): RiskWords | null {
  const what = row.category ? `: ${categoryWords[row.category]}` : row.readsLike ? `: ${readsLike(row.readsLike)}` : '';
  if (row.alert || row.tier?.kind === 'alert') return { kind: 'high', words: `High${what}` };
  if (row.tier === null) return { kind: 'check', words: 'Not assessed yet' };
  if (row.tier.kind === 'unassessed') return { kind: 'check', words: `Not assessed: ${whyUnassessed[row.tier.why]}` };
  if (row.tier.kind === 'check') return { kind: 'check', words: row.lowered ? 'Check: lowered' : `Check${what}` };
  return null;
}

/** What the second reader says where the rules found nothing: the nearest danger, never that it is one. */
export const readsLike = (category: Category): string => `reads like ${categoryWords[category]}`;

export const unassessedLine = (why: WhyUnassessed): string =>
  ({
    language: 'Not assessed: not, or not mainly, in English. A person must read it.',
    noWords: 'Not assessed: there are no words. A person must look at it.',
    noRules: 'Not assessed: the rules could not be loaded on this workstation. A person must read it.',
  })[why];
export const notAssessedYet = 'Not assessed yet. A person must read it.';

/** `from daughter Susan` where somebody else held the pen. */
export function fromWords(writer: Writer): string {
  return writer.kind === 'other' ? `from ${writerShort(writer.relation, writer.name)}` : '';
}

export const lookedWords = (name: string, mine: boolean, when: string): string =>
  mine ? `You looked ${when}` : `Looked at ${when}, ${name}`;

export const stepWords: Record<Step, string> = {
  identity: 'Identity',
  permittedUse: 'Permitted use',
  risk: 'Risk',
  destination: 'Destination',
};

export const identityWords: Record<IdentityCheck, { choose: string; done: string }> = {
  nhsLogin: { choose: 'Signed in with NHS login', done: 'NHS login' },
  matchesRecord: { choose: 'Name and birth date match', done: 'Name and birth date match' },
  askedByPhone: { choose: 'Asked by phone', done: 'Asked by phone, three details match' },
  proxyChecked: { choose: 'May write for the patient', done: 'May write for the patient, checked' },
};

export const routeWords: Record<Route, string> = {
  answerHere: 'Answer here',
  dutyList: 'Duty list',
  phone: 'Phone now',
  appointment: 'Appointment',
};
export const routedWords: Record<Route, string> = {
  answerHere: 'to be answered here',
  dutyList: 'passed to the duty list',
  phone: 'to be phoned',
  appointment: 'to be given an appointment',
};
export const dutyListOf = (duty: StaffView | null): string =>
  duty ? `Duty list: ${shortStaff(duty.name)}` : 'Duty list';
export const passTo = (duty: StaffView | null): string =>
  duty ? `Pass to ${possessive(shortStaff(duty.name))} duty list` : 'Pass to the duty list';
/** `Note for Dr Okafor`, beside it what becomes of it. */
export const noteFor = (duty: StaffView | null): string =>
  duty ? `Note for ${shortStaff(duty.name)}` : 'Note for whoever is on duty';
export const noteIs = 'staff only, goes in the record';
export const passed = (duty: StaffView | null): string =>
  duty ? `Passed to ${shortStaff(duty.name)}.` : 'Passed to the duty list.';

/** `Dr Okafor` from "Dr N Okafor"; others keep their whole name. */
export function shortStaff(name: string): string {
  const words = name.trim().split(/\s+/);
  return /^(Dr|Prof|Professor)\.?$/.test(words[0] ?? '') && words.length > 2
    ? `${words[0]} ${words[words.length - 1]}`
    : name;
}
const possessive = (name: string): string => (name.endsWith('s') ? `${name}’` : `${name}’s`);

export const contactWords: Record<Contact, string> = {
  spoke: 'Phoned and spoke',
  seen: 'Seen in person',
  ambulanceCalled: '999 advised or ambulance called',
  noAnswer: 'No answer',
  handedOver: 'Handed over to another service',
};
export const contactDone: Record<Contact, string> = {
  spoke: 'phoned and spoke with the patient',
  seen: 'saw the patient',
  ambulanceCalled: 'advised 999 or called an ambulance',
  noAnswer: 'phoned, no answer',
  handedOver: 'handed it over',
};
export const excludedWords: Record<ExcludedTopic, string> = {
  emergency: 'Emergency',
  badNews: 'Bad news, or a result that needs explaining',
  complexDecision: 'A decision that needs talking over',
  notSeenRecently: 'Not seen by a clinician for long',
};
export const excludedText = {
  title: 'This cannot be answered by message.',
  choose: 'Choose phone or appointment, and record how it ended.',
  reason: 'Why it is answered by message all the same',
  reasonMissing: 'Say why: it is recorded with your name.',
  clinicianOnly: 'A clinician may decide to answer by message all the same, and records why.',
  mayOverride: 'You may answer by message if you record why.',
  override: 'Answer by message',
  back: 'Back',
  is: 'Not for messages:',
  admit: 'It may be answered after all',
  summary: 'Not for messages…',
};
export const suspiciousWords: Record<Suspicious, string> = {
  lookalikeLink: 'This link only looks official',
  link: 'Link outside the NHS and the government',
  money: 'Asks for money or bank details',
  credentials: 'Asks for a password, a code or proof of identity',
};

export type OutcomeKind = Outcome['kind'];
export const outcomeWords: Record<OutcomeKind, string> = {
  requestDone: 'Request done',
  questionAnswered: 'Question answered',
  appointmentMade: 'Appointment made',
  dealtWithByPhone: 'Dealt with by phone',
  other: 'Other, say what',
};
export const outcomeKinds = Object.keys(outcomeWords) as OutcomeKind[];
export const outcomeLine = (outcome: Outcome): string =>
  outcome.kind === 'other' ? outcome.what : outcomeWords[outcome.kind];

/** How a sentence or a button calls the patient: some channels carry the NHS number alone. */
export function calledOf(patient: { name: PersonName | null; nhsNumber: string | null }): string {
  if (patient.name) return plainName(patient.name);
  return patient.nhsNumber ? `NHS No. ${patient.nhsNumber}` : deskText.noName;
}

/** The same for a list, where a name is `PATEL, Amira`. */
export function listedAs(patient: { name: PersonName | null; nhsNumber: string | null }): string {
  return patient.name ? listName(patient.name) : calledOf(patient);
}

export interface StateWords {
  kind: '' | 'info' | 'ok' | 'high' | 'check';
  words: string;
}
export function deliveryWords(state: DeliveryState, toRecord: boolean): StateWords {
  switch (state.kind) {
    case 'queued':
      return { kind: '', words: 'Queued' };
    case 'sent':
      return { kind: 'info', words: 'Sent' };
    case 'arrived':
      return { kind: 'ok', words: toRecord ? 'Accepted' : 'Delivered' };
    case 'read':
      return { kind: 'ok', words: toRecord ? 'Accepted' : 'Read' };
    case 'failed':
      return { kind: 'high', words: toRecord ? 'Rejected' : 'Not delivered' };
  }
}

const holidays: Record<BankHoliday, string> = {
  newYear: 'New Year’s Day',
  goodFriday: 'Good Friday',
  easterMonday: 'Easter Monday',
  earlyMay: 'the early May bank holiday',
  spring: 'the spring bank holiday',
  summer: 'the summer bank holiday',
  christmas: 'Christmas Day',
  boxingDay: 'Boxing Day',
  proclaimed: 'a bank holiday',
};

export const holidayWords = (holiday: BankHoliday): string =>
  holidays[holiday].charAt(0).toUpperCase() + holidays[holiday].slice(1);

function because(reason: Because): string {
  switch (reason.kind) {
    case 'workingDays':
      return `within ${reason.days} working ${reason.days === 1 ? 'day' : 'days'}`;
    case 'openMinutes':
      return `within ${reason.minutes} open minutes`;
    case 'byClosing':
      return 'before closing that day';
    case 'outOfHours':
      return `it came out of hours, so it counts from ${dayDate(reason.countsFrom)}, ${time(reason.countsFrom)}`;
    case 'break':
      return `it came in the break, so it counts from ${time(reason.countsFrom)}`;
    case 'closes':
      return `the practice closes at ${time(reason.at)}`;
    case 'closesEarly':
      return `the practice closes early at ${time(reason.at)}: ${reason.reason}`;
    case 'bankHoliday':
      return `${plainDate(reason.date)} is ${holidays[reason.holiday]}`;
    case 'closed':
      return `closed on ${plainDate(reason.date)}: ${reason.reason}`;
    case 'notOpen':
      return `not open on ${plainDate(reason.date)}`;
  }
}

/** `Within 2 working days; 31-Aug-2026 is the summer bank holiday.` */
export function dueReason(due: Due): string {
  return due.because.length ? `${capital(due.because.map(because).join('; '))}.` : '';
}
export const whyReview = (due: Due, now: Instant): string => `Why review by ${comingWhen(due.at, now)}`;
export const whyAnswer = (due: Due, now: Instant): string => `Why answer by ${comingWhen(due.at, now)}`;

export const deskText = {
  patient: 'Patient',
  noName: 'Name not given',
  thePatient: 'The patient',
  noDetails: 'Only the NHS number is known',
  born: 'Born',
  gender: 'Gender',
  nhsNo: 'NHS No.',
  verified: (how: string, when: string) => `Verified: ${how}, ${when}`,
  notVerified: 'Not verified. Verify before anything confidential',
  nhsLogin: 'By NHS login',
  matches: 'Matches the record',
  differs: 'Differs from the record',
  notKnown: 'Not in the practice’s index',
  thread: 'Conversation',
  back: 'Back',
  triage: 'Triage',
  side: 'Triage and outcome',
  reply: 'Reply',
  messageTo: (name: string) => `Message to ${name}`,
  send: (name: string, channel: PatientChannel) => `Send to ${name} by ${channelWords[channel]}`,
  queueFor: (name: string, channel: PatientChannel) => `Queue for ${name} by ${channelWords[channel]}`,
  sending: 'Sending…',
  working: 'Working…',
  discard: 'Discard',
  discarded: 'Draft discarded',
  saved: (when: string) => `Saved ${when}`,
  saving: 'Saving…',
  notSaved: 'Not saved yet',
  draft: 'Draft',
  you: 'You',
  has: (name: string) => `${name} has this`,
  looking: (name: string) => `${name} is looking`,
  notDelivered: 'Not delivered',
  phone: 'Phone',
  noPhone: 'No telephone number is known',
  openHint: 'Choose a conversation. J and K move, Enter opens.',
  firstRead: 'I have read it',
  youRead: (when: string) => `You read it, ${when}`,
  read: (name: string, when: string) => `${name} read it, ${when}`,
  take: 'Take',
  giveBack: 'Give back',
  taken: (until: string) => `You have this until ${until}; typing renews it.`,
  nobodyHas: 'Nobody has taken this. Typing or a destination takes it.',
  promised: (review: string | null, answer: string | null) =>
    [
      review ? `A clinician reviews it by ${review}` : '',
      answer ? `${review ? 'the' : 'The'} patient is promised an answer by ${answer}` : '',
    ]
      .filter(Boolean)
      .join('; '),
  takenOffline: 'You took this offline. It is yours for certain when the line is back.',
  held: (name: string) => `${name} is answering this.`,
  heldMore: 'You can read it. Your draft is kept.',
  newMessage: 'A new message came in while you were writing.',
  newMessageMore: 'Read it before you send.',
  showIt: 'Show it',
  auto: (text: string) => `Automatic reply: ${text}`,
  autoShort: 'Automatic reply sent',
  suspicious: 'Looks like fraud.',
  suspiciousMore: 'Check by phone, on the number in the record, before anybody acts on it.',
  excludedBy: (who: string, topic: string) => `${who}: not for messages. ${topic}`,
  admittedBy: (who: string) => `${who}: may be answered by message after all`,
  overriddenBy: (who: string, reason: string) => `${who} decided to answer by message: ${reason}`,
  linkHeld: (n: number) =>
    n === 1 ? '1 link held: shown as text, never opened' : `${n} links held: shown as text, never opened`,
  chooseUse: 'Choose what it is about',
  useFromLetter: (name: string) => `${name}, as the patient chose`,
  confirm: 'Confirm',
  change: 'Change',
  redFlagNo: 'No red flag',
  redFlagYes: 'Red flag: not by message',
  checkTitle: (what: string) => `Check: ${what}.`,
  secondReader: 'No rule matches. The second reader, a small model, may be wrong: please read all of it.',
  findingsRead: (n: number) =>
    n === 0 ? 'Nothing found by the rules' : n === 1 ? '1 finding read' : `${n} findings read`,
  findingsOpen: (n: number) => (n === 1 ? 'Read the finding first' : `Read the ${n} findings first`),
  finishFirst: (what: string) => `First: ${what}`,
  destinationNeeds: 'Finish identity, use and risk first',
  whenSent: 'When sent',
  closeAndFile: 'Close and file',
  waitFor: 'Wait for reply to',
  outcome: 'Outcome',
  summary: 'Summary for the record',
  fileAs: 'File as',
  exactCopy: 'Exact copy',
  summaryOnly: 'Summary only',
  online: 'Who will see this online',
  shown: 'Shown to patient',
  hidden: 'Hidden until checked',
  onlineByRule: 'Hidden by the practice’s rule: abuse, safeguarding, a third person, or under 16.',
  otherWhat: 'What was the outcome',
  closeTitle: 'Close this conversation',
  closeFor: (name: string) => `Close and file for ${name}`,
  reopening: 'Reopening it files a new version; this one stays.',
  preview: 'What goes in the record',
  reopen: 'Reopen',
  reopenWhy: 'Why it goes on',
  closedBy: (name: string, when: string) => `Closed by ${name}, ${when}`,
  recordCall: (name: string) => `Record call with ${name}`,
  book: (name: string) => `Book for ${name}: send on as appointment`,
  whatWasDone: 'What was done',
  note: 'In a few words',
  unconfirmed: 'Not confirmed yet',
  waitingToSend: (n: number) => `${n} waiting to send`,
  sendAgain: 'Send again',
  notSent: (why: string) => `Not delivered: ${why}.`,
  nothingLost: 'Nothing was lost. Phone, or send it again.',
  gone: 'No longer in this list',
  riskiest: 'riskiest first',
  newestFirst: 'newest first',
  characters: (left: number) => `${left} characters left`,
};

export const filingText = {
  title: 'Filing',
  needPerson: (n: number) => (n === 1 ? '1 needs a person' : `${n} need a person`),
  none: 'No document has been filed yet.',
  openFolder: 'Open the folder',
  once: 'Each document is filed once, however often it is sent.',
  queued: 'Goes with the next batch.',
  sent: 'Waiting for the record system to accept.',
  accepted: (when: string) => `In the record since ${when}.`,
  failed: (why: string) => `Not in the record: ${why}.`,
  version: (n: number) => `Version ${n}`,
};

export const undoText = {
  undo: 'Undo',
  left: (seconds: number) => `${seconds} s`,
  back: (name: string) => `Taken back: ${name}.`,
  seen: 'Dismiss',
};

export const needsYouText = {
  title: 'Needs you',
  empty: 'Nothing needs you.',
  emptyMore: 'Failed sends, refused documents and anything that no longer fits appear here with a time.',
  noLongerFits: 'What you wrote offline no longer fits:',
  answerFailed: 'The answer did not reach the patient:',
  filingFailed: 'The document did not reach the record:',
  letterUnreadable: 'A message could not be opened or verified. It is kept. Tell whoever looks after Duty Desk.',
  yourWords: 'Your words, kept:',
  open: 'Open the conversation',
  done: 'I have dealt with this',
};

export const searchText = {
  label: 'Search messages',
  hint: 'Name, NHS number or words. Newest first.',
  found: (n: number) => (n === 1 ? '1 found' : `${n} found`),
  none: 'Nothing found. Words are matched from their beginning: “inhal” finds “inhaler”.',
  start: 'Type at least 2 characters.',
};
