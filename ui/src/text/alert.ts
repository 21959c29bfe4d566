/** Every text of the alert. The covered part says nothing about the patient. */
import type { AlertView, Contact, Reach, StaffView, ToldView } from '../api.gen';
import { deskText } from './desk';
import { capital, categoryWords, channelWords, contactDone, shortStaff } from './terms';
import { listed } from './people';
import { ago, type Instant, time } from './when';

export const alertText = {
  heading: (alert: AlertView) => `High risk: ${dangerWords(alert)}`,
  seenBy: (name: string) => `${name} saw danger in this message.`,
  received: (alert: AlertView) => `Received ${time(alert.receivedAt)} by ${channelWords[alert.channel]}`,
  receivedLong: (alert: AlertView, now: Instant) =>
    `${time(alert.receivedAt)}, ${ago(alert.receivedAt, now)}, by ${channelWords[alert.channel]}`,
  category: (alert: AlertView) => `${capital(dangerWords(alert))}, high risk`,
  of: (n: number, all: number) => `${n} of ${all}`,
  other: 'Other alert',
  coveredTitle: 'The patient and the message are covered',
  coveredLead:
    'This window may have opened beside another patient, or on a screen that others can see. Make sure that only you can read it, then show it.',
  labels: {
    received: 'Received',
    category: 'Category',
    told: (at: Instant) => `Called at ${time(at)}`,
    toBeTold: (at: Instant) => `To be called at ${time(at)}`,
    takenBy: 'Taken by',
    nobody: 'Nobody',
  },
  everyone: 'Everybody signed in',
  reach: {
    onScreen: 'on their screen',
    signedIn: 'signed in, not shown yet',
    notSignedIn: 'not seen signed in',
  } as Record<Reach, string>,
  reached: (told: ToldView) => `${told.person.name} (${alertText.reach[told.reach]})`,
  now: 'Do this now',
  show: 'Show patient and message',
  showMore: 'Your name and the time are recorded. Showing it is not taking it.',
  pass: 'Pass to duty, deputy and triage',
  passMore: (knock: string) => `Use this if you cannot look at it here. ${knock} It sounds until somebody takes it.`,
  passMoreOpen: (knock: string) => `They are all told at once. ${knock} It sounds until somebody takes it.`,
  noneTold: 'Nobody is named as duty clinician or deputy, and nobody is on triage',
  saved: 'What you were writing is saved. You return to it after this.',
  take: 'I am taking this',
  takeMore:
    'You phone or see the patient now, and record what happened. It stops sounding, and stays open for the clinicians until one of them accepts it.',
  accept: 'I accept this',
  acceptMore:
    'You are the responsible clinician from now on. It stops sounding, and closes when the outcome is recorded.',
  danger: 'Immediate danger: take it, then phone 999.',
  dangerMore: (address: boolean) =>
    address
      ? 'Give the address that stands here with the patient.'
      : 'No address is known here: ask for it, or look in the clinical record.',
  closedBy: (name: string, at: Instant) => `Closed by ${name}, ${time(at)}`,
  takenByYou: (at: Instant) => `Taken by you, ${time(at)}`,
  takenBy: (name: string, at: Instant) => `Taken by ${name}, ${time(at)}`,
  noAttempt: 'No contact attempt recorded.',
  nextTry: 'No answer so far.',
  welfareCheck: 'No answer three times: somebody must go there. Phone 999 and ask for a welfare check.',
  toWhom: 'Say who has taken over.',
  soundsIn: 'Sounds again in',
  soundsAt: (at: Instant) => `at ${time(at)}, for everybody who was told.`,
  soundingNow: 'It is sounding again for everybody who was told.',
  contactMade: 'Contact is recorded.',
  contactMadeMore: 'A clinician must accept it; then record the outcome.',
  attempt: 'Record a contact attempt',
  attemptLead: 'Immediate danger: phone 999 now, then record it.',
  attemptMore: 'Speaking, no answer and 999 all count. After no answer, Duty Desk sets the time of the next try.',
  stepTaken: 'Somebody has taken it',
  stepAccept: 'A clinician accepts',
  nobodyYet: (people: string) => `Nobody yet. It can be accepted by ${people}.`,
  cannot: 'I must hand over: sound it again',
  idle: 'Idle lock is off while you hold an alert. Ctrl L still locks; the countdown continues.',
  record: 'Record what happened',
  acceptedBy: (name: string, at: Instant) => `Clinician accepted: ${name}, ${time(at)}`,
  whatWasDone: 'What was done',
  staysOpen: 'alert stays open',
  when: 'When',
  whenWrong: 'Enter a time before now, like 10:44',
  outcome: 'Outcome and next step',
  inFewWords: 'In a few words',
  close: 'Record outcome and close alert',
  recordAttempt: 'Record contact attempt',
  closesAfter: 'Closes only after a clinician has accepted it. Goes to the safety log and the patient’s record.',
  missing: {
    contact: 'First say what was done.',
    outcome: 'Say the outcome and the next step.',
    done: 'Say what was done now.',
  },
  patientAndMessage: 'Patient and message',
  ladder: 'Who is called, has seen it and taken it',
  back: 'Back to what I was doing',
  leaveMore: 'It stays yours. F9 or the red strip brings you back to it.',
  yours: (taken: Instant) => `You took a high-risk alert at ${time(taken)}. It is still open.`,
  yoursAccepted: 'You accepted a high-risk alert. It is still open.',
  yoursAgain: (at: Instant) => `It sounds again at ${time(at)}.`,
  yoursGo: 'Back to the alert',
  why: 'Why:',
  unknown: (number: string | null) =>
    number
      ? `Not known here: look in the clinical record under NHS No. ${number}`
      : 'Not known here: look in the clinical record by name and date of birth, or ask whoever wrote',
  phone: 'Telephone',
  address: 'Address for 999',
  writtenBy: 'Written by',
  thePatient: 'The patient',
  identity: { nhsLogin: 'NHS login', claimed: 'not verified' },
  onPhone: 'On the phone',
  soFar: 'So far',
  working: 'Working…',
  announcement: (alert: AlertView) =>
    `High-risk message: ${dangerWords(alert)}, received ${time(alert.receivedAt)}. F9 shows it.`,
};

/** What the danger is; where a person saw it, that they did. */
const dangerWords = (alert: AlertView): string =>
  alert.raisedBy ? `red flag by ${alert.raisedBy.name}` : categoryWords[alert.category];

/** What has happened about the alert, a line each, oldest first. */
export function alertSoFar(alert: AlertView, me: string): { at: string; words: string }[] {
  const person = (by: { id: string; name: string }) => (by.id === me ? deskText.you : by.name);
  const tried = (contact: Contact, note: string) => `${contactDone[contact]}${note ? `: ${note}` : ''}`;
  return [
    ...alert.seen.map((one) => ({ at: one.at, words: `${person(one.by)} showed the patient and message` })),
    ...(alert.holder ? [{ at: alert.holder.at, words: `${person(alert.holder.by)} took it` }] : []),
    ...alert.attempts.map((one) => ({
      at: one.looked.at,
      words: `${person(one.looked.by)} ${tried(one.contact, one.note)}`,
    })),
    ...(alert.accepted ? [{ at: alert.accepted.at, words: `${person(alert.accepted.by)} accepted it` }] : []),
  ].sort((a, b) => a.at.localeCompare(b.at));
}

/** `Dr Okafor and Dr Brandt` */
export const names = (people: readonly (StaffView | null)[]): string =>
  listed(people.flatMap((one) => (one ? [shortStaff(one.name)] : []))) || 'any clinician';

/** Whom to fetch: by name where somebody is named, else what is true. */
export function knock(people: readonly (StaffView | null)[]): string {
  const named = people.filter((one) => one !== null);
  return named.length ? `Go and knock: ${names(named)}.` : 'Nobody is named as duty clinician: go to any clinician.';
}

export interface Rung {
  title: string;
  words: string;
  icon: 'bell' | 'eye' | 'check';
}

/** The foot of the alert: who has been told, has seen, taken and accepted it. */
export function ladder(
  alert: AlertView,
  duty: StaffView | null,
  deputy: StaffView | null,
  me: string,
  now: Instant,
): Rung[] {
  const called = (person: StaffView): string => {
    const reach = alert.told.find((one) => one.person.id === person.id)?.reach ?? 'notSignedIn';
    return reach === 'notSignedIn'
      ? 'Not seen signed in'
      : `Called ${time(alert.toldAt)}, ${reach === 'onScreen' ? 'on their screen' : 'no screen shows it yet'}`;
  };
  const rung = (person: StaffView, role: string): Rung => {
    const who = person.id === me ? deskText.you : person.name;
    const accepted = alert.accepted?.by.id === person.id ? alert.accepted : null;
    const held = alert.holder?.by.id === person.id ? alert.holder : null;
    const seen = alert.seen.find((one) => one.by.id === person.id);
    if (accepted) return { title: `${who}${role}`, words: `Accepted ${time(accepted.at)}`, icon: 'check' };
    if (held) return { title: `${who}${role}`, words: `Took it ${time(held.at)}`, icon: 'check' };
    if (seen) return { title: `${who}${role}`, words: `Seen ${time(seen.at)}, not taken`, icon: 'eye' };
    return { title: `${who}${role}`, words: `${called(person)}. Not opened yet`, icon: 'bell' };
  };
  const rest = alert.told.map((one) => one.person).filter((one) => one.id !== duty?.id && one.id !== deputy?.id);
  const rungs: Rung[] = [];
  if (duty) rungs.push(rung(duty, ', duty'));
  if (deputy) rungs.push(rung(deputy, ', deputy'));
  for (const one of rest.slice(0, 2)) rungs.push(rung(one, ', on triage'));
  const everyone = new Date(alert.everyoneAt) <= new Date(now);
  const sounding = alert.stage.kind === 'untaken' || alert.stage.kind === 'soundingAgain';
  rungs.push({
    title: alertText.everyone,
    words:
      everyone && sounding
        ? `Called ${time(alert.everyoneAt)}. Sounding`
        : alert.callsEverybody && alert.stage.kind === 'untaken'
          ? `Called at once: no clinician who is called first is seen signed in. Sounding`
          : sounding
            ? `To be called at ${time(alert.everyoneAt)} if nobody takes it`
            : 'Not sounding',
    icon: 'bell',
  });
  return rungs;
}
