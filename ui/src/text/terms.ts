/**
 * What the core's values are called on every screen: roles, risks, routes, outcomes, states. One value, one word.
 * Where a sentence names a patient the name comes in as "Amira Patel".
 */
import { CATEGORY_WORDS } from '../api.gen';
import type {
  BankHoliday,
  Because,
  Category,
  PatientChannel,
  Contact,
  Known,
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
import { isolated } from './foreign';
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

export const queueWords: Record<Queue | 'search', string> = {
  needsTriage: 'Needs triage',
  mine: 'Mine',
  dutyList: 'Duty list',
  waiting: 'Waiting for patient',
  toFile: 'To file',
  search: 'Search',
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

export const categoryWords: Record<Category, string> = CATEGORY_WORDS;
const whyUnassessed: Record<WhyUnassessed, string> = {
  language: 'language',
  noWords: 'no text',
  noRules: 'rules missing',
};

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export interface RiskWords {
  kind: 'high' | 'check';
  words: string;
}

/** The risk chip; nothing where the rules read the message and found nothing. */
export function riskWords(
  row: Pick<Row, 'risk' | 'tier' | 'category' | 'readsLike'> & Partial<Pick<Row, 'flaggedBy'>>,
): RiskWords | null {
  const what = row.flaggedBy
    ? `: red flag, ${shortStaff(row.flaggedBy.name)}`
    : row.category
      ? `: ${categoryWords[row.category]}`
      : row.readsLike
        ? `: ${readsLike(row.readsLike)}`
        : '';
  switch (row.risk) {
    case 'alertOpen':
    case 'high':
      return { kind: 'high', words: `High${what}` };
    case 'check':
      return { kind: 'check', words: `Check${what}` };
    case 'lowered':
      return { kind: 'check', words: 'Check: lowered' };
    case 'notAssessed':
      return {
        kind: 'check',
        words: row.tier?.kind === 'unassessed' ? `Not assessed: ${whyUnassessed[row.tier.why]}` : 'Not assessed yet',
      };
    case 'nothing':
      return null;
  }
}

/** What the second reader says where the rules found nothing: the nearest danger, never that it is one. */
export const readsLike = (category: Category): string => `reads like ${categoryWords[category]}`;

export const unassessedLine = (why: WhyUnassessed): string =>
  ({
    language: 'Not assessed: it is not, or not mainly, in English. A person must read it.',
    noWords: 'Not assessed: there is no text. A person must look at it.',
    noRules: 'Not assessed: the rules could not be loaded on this workstation. A person must read it.',
  })[why];
export const notAssessedYet = 'Not assessed yet. A person must read it.';

/** What the source says a writer is who is nobody near the patient. */
const writerKinds = {
  clinician: 'clinician',
  organisation: 'another organisation',
  system: 'another system',
} as const;
export const notSaidWho = 'Not clear who wrote';

/** `from daughter Susan`, `from clinician Dr Hale`, `not clear who wrote`: where the patient did not hold the pen. */
export function fromWords(writer: Writer): string {
  switch (writer.kind) {
    case 'patient':
      return '';
    case 'other':
      return `from ${writerShort(writer.relation, writer.name)}`;
    case 'clinician':
      return writer.name ? `from clinician ${isolated(writer.name)}` : 'from a clinician';
    case 'organisation':
    case 'system':
      return `from ${isolated(writer.name) || writerKinds[writer.kind]}`;
    case 'notSaid':
      return notSaidWho.toLowerCase();
  }
}

/** Who wrote, and what they are to the patient where that is to be said. */
export function writerHead(writer: Writer, patient: string): { who: string; what: string | null } {
  switch (writer.kind) {
    case 'patient':
      return { who: patient, what: null };
    case 'other':
      return { who: isolated(writer.name) || 'Somebody for the patient', what: isolated(writer.relation) };
    case 'notSaid':
      return { who: notSaidWho, what: isolated(writer.name) || null };
    default:
      return writer.name
        ? { who: isolated(writer.name), what: writerKinds[writer.kind] }
        : { who: writer.kind === 'clinician' ? 'A clinician' : capital(writerKinds[writer.kind]), what: null };
  }
}

/** The same in one line: `Susan Wood (daughter)`. */
export function writerLine(writer: Writer, patient: string): string {
  const { who, what } = writerHead(writer, patient);
  return what ? `${who} (${what})` : who;
}

export const stepWords: Record<Step, string> = {
  identity: 'Identity',
  permittedUse: 'Permitted use',
  risk: 'Risk',
  destination: 'Destination',
};

export const identityWords: Record<IdentityCheck, { choose: string; done: string }> = {
  nhsLogin: { choose: 'Signed in with NHS login', done: 'NHS login' },
  matchesRecord: {
    choose: 'Compared with the clinical record',
    done: 'Name and birth date compared with the clinical record',
  },
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
  advised999: 'Advised to phone 999',
  calledAmbulance: 'Called an ambulance for them',
  ambulanceCalled: 'Advised 999 or called an ambulance',
  noAnswer: 'No answer',
  handedOver: 'Handed over to another service',
};
/** What can come of a call from the desk, in the order of its keys. */
export const calledContacts: readonly Contact[] = ['spoke', 'seen', 'advised999', 'calledAmbulance', 'noAnswer'];
export const contactDone: Record<Contact, string> = {
  spoke: 'phoned and spoke with the patient',
  seen: 'saw the patient',
  advised999: 'advised the patient to phone 999',
  calledAmbulance: 'called an ambulance for the patient',
  ambulanceCalled: 'advised 999 or called an ambulance',
  noAnswer: 'phoned, no answer',
  handedOver: 'handed it over',
};
export const excludedWords: Record<ExcludedTopic, string> = {
  emergency: 'Emergency',
  badNews: 'Bad news, or a result that needs explaining',
  complexDecision: 'A decision that needs discussion',
  notSeenRecently: 'Not seen by a clinician for a long time',
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

export const noName = 'Name not given';
/** How a sentence or a button calls the patient: some channels carry the NHS number alone. */
export function calledOf(patient: { name: PersonName | null; nhsNumber: string | null }): string {
  if (patient.name) return plainName(patient.name);
  return patient.nhsNumber ? `NHS No. ${patient.nhsNumber}` : noName;
}

/** The same for a list, where a name is `PATEL, Amira`. */
export function listedAs(patient: { name: PersonName | null; nhsNumber: string | null }): string {
  return patient.name ? listName(patient.name) : calledOf(patient);
}

export interface StateWords {
  kind: '' | 'info' | 'ok' | 'high' | 'check';
  words: string;
}
/** Named after what is known: a file in a folder is not yet in the record, and an answer on a page not yet read. */
export function deliveryWords(known: Known, toRecord: boolean): StateWords {
  switch (known.kind) {
    case 'waiting':
      return { kind: '', words: 'Not sent yet' };
    case 'handedOver':
      return { kind: 'info', words: 'Sent, not confirmed yet' };
    case 'unconfirmed':
      return { kind: 'high', words: 'Never confirmed' };
    case 'onPage':
      return { kind: 'info', words: 'On their page, not opened' };
    case 'delivered':
      return { kind: 'ok', words: 'Delivered' };
    case 'shown':
      return { kind: 'ok', words: 'Opened' };
    case 'written':
      return { kind: 'info', words: 'In the folder' };
    case 'taken':
      return { kind: 'ok', words: 'In the record' };
    case 'failed':
      return { kind: 'high', words: toRecord ? 'Not in the record' : 'Not delivered' };
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
      return `it came during the break, so it counts from ${time(reason.countsFrom)}`;
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
