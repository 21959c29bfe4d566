/**
 * Texts of the desk: lists, thread, composer, closing, filing. To staff: short, active, the reason beside the thing.
 * Where a sentence names a patient the name comes in as "Amira Patel".
 */
import type { PatientChannel, Queue, Refusal, StaffView } from '../api.gen';
import { refusalLine } from './failures';
import { noName, channelWords, shortStaff } from './terms';

/** The rail, and the list of pages in the narrow bar. */
export const railText = { label: 'Queues', pick: 'List' };

export const emptyWords: Record<Queue, { title: string; now: string }> = {
  needsTriage: { title: 'Nothing needs triage.', now: 'New messages appear here by themselves.' },
  mine: { title: 'You have nothing open.', now: 'What you take or answer appears here.' },
  dutyList: { title: 'The duty list is empty.', now: 'High-risk messages open over every list.' },
  waiting: {
    title: 'Nobody is waiting to reply.',
    now: 'Answered conversations stay here until the patient writes or the date passes.',
  },
  toFile: { title: 'Nothing is waiting to be filed.', now: 'Answered conversations that are not closed appear here.' },
};

export const excludedText = {
  title: 'This cannot be answered by message.',
  choose: 'Choose phone or appointment, and record how it ended.',
  reason: 'Why it is still answered by message',
  reasonMissing: 'Say why: it is recorded with your name.',
  clinicianOnly: 'A clinician may still decide to answer by message, and records why.',
  mayOverride: 'You may answer by message if you record why.',
  override: 'Answer by message',
  back: 'Back',
  is: 'Not for messages:',
  admit: 'Allow an answer by message',
  summary: 'Not for messages…',
};
export const deskText = {
  patient: 'Patient',
  noName,
  thePatient: 'The patient',
  born: 'Born',
  gender: 'Gender',
  nhsNo: 'NHS No.',
  verified: (how: string, when: string) => `Verified: ${how}, ${when}`,
  notVerified: 'Not verified. Verify before anything confidential',
  nhsLogin: 'Sent with NHS login',
  matches: 'Matches the patient list',
  differs: 'Differs from the patient list',
  notKnown: 'Not in the practice’s patient list',
  thread: 'Conversation',
  formCaption: 'The form’s questions and answers',
  formQuestion: 'Question',
  formAnswer: 'Answer',
  back: 'Back',
  backToList: 'Back to the list',
  backTo: (page: string) => `Back to ${page}`,
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
  putBack: 'Put it back',
  saved: (when: string) => `Saved ${when}`,
  saving: 'Saving…',
  notSaved: 'Not saved yet',
  draft: 'Draft',
  you: 'You',
  has: (name: string) => `${name} has this`,
  looking: (name: string) => `${name} is looking`,
  notDelivered: 'Not delivered',
  phone: 'Phone',
  noPhone: 'No telephone number here: look in the clinical record',
  openHint: 'Choose a conversation. J and K move, Enter opens.',
  firstRead: 'I have read it',
  youRead: (when: string) => `You read it, ${when}`,
  read: (name: string, when: string) => `${name} read it, ${when}`,
  take: 'Take',
  giveBack: 'Give back',
  taken: (until: string) => `You have this until ${until}; typing renews it.`,
  nobodyHas: 'Nobody has taken this. Typing, or choosing a destination, takes it.',
  promised: (review: string | null, answer: string | null, told: boolean) =>
    [
      review ? `A clinician reviews it by ${review}` : '',
      answer
        ? `${review ? 'an' : 'An'} answer is due by ${answer}; ${told ? 'the patient was told “the end of” that day' : 'nobody has told the patient'}`
        : '',
    ]
      .filter(Boolean)
      .join('; '),
  /** A row: the practice is closed when an answer was promised. */
  promiseBroken: 'Closed on the day promised',
  promiseBrokenTitle: (closes: string | null) =>
    closes
      ? `The practice now closes at ${closes} on the day that was promised.`
      : 'The practice is now closed on the day that was promised.',
  promiseBrokenMore: (words: string, closes: string | null) =>
    `The patient was told: an answer by ${words}. ${closes ? 'Answer before it closes, or tell' : 'Tell'} the patient, by phone or with an answer.`,
  takenOffline: 'You took this offline. It is not confirmed until the connection is back.',
  held: (name: string) => `${name} is answering this.`,
  heldMore: 'You can read it. Your draft is kept.',
  newMessage: 'A new message came in while you were writing.',
  newMessageMore: 'Read it before you send.',
  showIt: 'Show it',
  autoShort: 'Automatic reply shown on their page',
  suspicious: 'Looks like fraud.',
  suspiciousMore: 'Check by phone, on the number in the record, before anybody acts on it.',
  excludedBy: (who: string, topic: string) => `${who} decided: not for messages. ${topic}`,
  admittedBy: (who: string) => `${who} decided: may be answered by message after all`,
  overriddenBy: (who: string, reason: string) => `${who} decided to answer by message: ${reason}`,
  linkHeld: (n: number) =>
    n === 1 ? '1 link is shown as text and cannot be opened' : `${n} links are shown as text and cannot be opened`,
  useFromLetter: (name: string) => `${name}, chosen by the patient`,
  change: 'Change',
  redFlagNo: 'No red flag',
  redFlagAlert: 'Red flag: call a clinician now',
  redFlagCheck: 'Red flag: a clinician today',
  redFlagRaised: 'Red flag: it is at the top of the duty list, and everybody who must act is called.',
  redFlagListed: 'Red flag: it is on the duty list, for a clinician today.',
  checkTitle: (what: string) => `Check: ${what}.`,
  secondReader:
    'No rule matches. The second reader is a small computer model and may be wrong: read the whole message.',
  findingsRead: (n: number, assessed: boolean) =>
    n === 1
      ? '1 finding read'
      : n > 1
        ? `${n} findings read`
        : assessed
          ? 'Nothing found by the rules'
          : 'Not assessed by the rules',
  findingsOpen: (n: number) => (n === 1 ? 'Read the finding first' : `Read the ${n} findings first`),
  destinationNeeds: 'Finish identity, use and risk first',
  whenSent: 'After sending',
  closeAndFile: 'Close and file',
  waitFor: 'Wait for reply to',
  waitUntil: 'Wait until',
  outcome: 'Outcome',
  to: 'to',
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
  reopenWhy: 'Why it is reopened',
  closedBy: (name: string, when: string) => `Closed by ${name}, ${when}`,
  recordCall: (name: string) => `Record call with ${name}`,
  whatWasDone: 'What was done',
  note: 'In a few words',
  bookedFor: (name: string) => `Booked for ${name}: close it`,
  dutySees: (duty: StaffView | null) =>
    duty
      ? `${shortStaff(duty.name)} sees it on the duty list, riskiest first`
      : 'Whoever is on duty sees it, riskiest first',
  reviewBy: (when: string, reason: string) => `Review by ${when}. ${reason}`,
  noLongerYours: 'It is no longer with you',
  confirmFirst: 'Confirm who it is before you say anything.',
  bookIt: 'Book it in the appointment book, then close this with “Appointment made”',
  staysYours: 'It stays with you until then',
  passOn: 'Pass on',
  noWayBack: (name: string) => `No way to reply to ${name}`,
  link: (text: string) => `Link: ${text}`,
  noLinks: 'No unknown links',
  greets: (name: string, patient: string) => `Greets ${name}: is this for ${patient}?`,
  readingAge: (age: number) => `Reading age about ${age}`,
  sentWaiting: (name: string) => `Sent to ${name}, waiting for a reply.`,
  sentClosed: (name: string) => `Sent to ${name}. Closed; the document goes to the record.`,
  closedFor: (name: string) => `Closed and filed for ${name}.`,
  nothingUnread: 'No unread message',
  lastAnswer: (delivered: string, when: string) => `Answer ${delivered.toLowerCase()}, ${when}`,
  choose: 'Choose…',
  cancel: 'Cancel',
  hasUntil: (name: string, until: string) => `${name} has this, until ${until}.`,
  lookedAt: (when: string, name: string | null) => `Looked at ${when}${name ? `, ${name}` : ''}`,
  open: 'Open the conversation',
  next: (words: string, listed: string) => `${words} Next: ${listed}`,
  conversations: 'Conversations',
  keys: { move: 'move', open: 'open', search: 'search' },
  unconfirmed: 'Not confirmed yet',
  sendAgain: 'Send again',
  nobodyTold: 'Nobody has told the patient that an answer is on their page.',
  notSent: (why: string) => `Not delivered: ${why}.`,
  nothingLost: 'Nothing was lost. Phone, or send it again.',
  gone: 'No longer in this list',
  riskiest: 'riskiest first',
  newestFirst: 'newest first',
  characters: (left: number) => `${left} ${left === 1 ? 'character' : 'characters'} left`,
};

/** What is still missing, beside a button that waits for it. */
export const missingText = {
  destination: 'Choose the destination first.',
  words: 'Nothing has been written yet.',
  tooLong: (by: number) => `${by} ${by === 1 ? 'character' : 'characters'} too many.`,
  link: 'There is a link that is not on the practice’s list. Take it out.',
  outcomeOther: 'Say what the outcome was.',
  outcome: 'Choose the outcome first.',
  outcomeOrWait: 'Choose the outcome, or wait for a reply.',
  contact: 'First say what was done.',
  note: 'Say in a few words what happened.',
  why: 'Say why first.',
};

/** Beside the button: why these words cannot be sent yet. `over`: how many characters too many. */
export function answerWords(refused: Refusal, over: number): string {
  if (refused.kind === 'empty') return missingText.words;
  if (refused.kind === 'tooLong') return missingText.tooLong(over);
  return refused.kind === 'linkNotAllowed' ? missingText.link : refusalLine(refused, '');
}

/** Beside a triage choice that is closed, or what was found. */
export const triageText = {
  redFlag: 'red flag',
  noRedFlag: 'no red flag',
  detailsDiffer: 'details differ',
  notHere: 'not here',
  refused: {
    clinicianNeeded: 'clinical: not here',
    excludedTopic: 'red flag: not here',
    alertOpen: 'alert is open',
    reviewNeeded: 'clinician first',
    withClinician: 'with the clinician who accepted its alert',
  } as Partial<Record<Refusal['kind'], string>>,
};

export const filingText = {
  title: 'Filing',
  needPerson: (n: number) => (n === 1 ? '1 needs a person' : `${n} need a person`),
  none: 'No document has been filed yet.',
  openFolder: 'Open the folder',
  once: 'Each document is written once. Duty Desk does not see whether the record system takes it.',
  waiting: 'Not written into the folder yet.',
  written: (when: string) => `In the folder since ${when}. Nobody has said that the record system took it.`,
  taken: (when: string) => `Taken by the record system, ${when}.`,
  failed: (why: string) => `Not in the record: ${why}.`,
  version: (n: number) => `Version ${n}`,
};

export const filingPlaceText = {
  title: 'Folder for the record',
  named: (folder: string) => `Documents are written into ${folder}, from every workstation.`,
  apart: (folder: string) => `Those about restricted records go to ${folder}.`,
  restrictedWait: 'Those about restricted records wait until a folder of their own is named.',
  nowhere: 'No folder is named. Documents wait, encrypted, until a manager names one.',
  demonstration: 'The demonstration writes documents into a folder of its own on this computer.',
  name: 'Name the folder',
  change: 'Change the folder',
  folder: 'Folder',
  folderHint: 'The one the record system collects from. Every workstation must find it under this name.',
  restricted: 'Folder for restricted records',
  restrictedHint: 'Another one, closed to those who may not see them. Left empty, their documents wait.',
  missing: 'Type the folder first.',
  check: 'Check and use it',
  leave: 'Leave it',
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
  answerUnconfirmed: 'The answer was sent, and nothing has confirmed it.',
  answerUnconfirmedMore: 'The patient may not have it. Phone them; then close the conversation as dealt with by phone.',
  filingFailed: 'The document did not reach the record:',
  filingHasNoPlace: (n: number, restricted: boolean) =>
    `${n === 1 ? '1 document waits' : `${n} documents wait`} for ${restricted ? 'a folder for restricted records' : 'a folder for the record'}.`,
  filingHasNoPlaceMore: 'A manager names it under Filing.',
  letterUnreadable: 'A message could not be opened or verified. It is kept. Tell IT support.',
  yourWords: 'Your words, kept:',
  open: deskText.open,
  done: 'I have dealt with this',
};

export const searchText = {
  label: 'Search messages',
  hint: 'Name, NHS number or words. Newest first.',
  found: (n: number) => (n === 1 ? '1 found' : `${n} found`),
  none: 'Nothing found. Words are matched from their beginning: “inhal” finds “inhaler”.',
  start: 'Type at least 2 characters.',
};

/** What waits for a clinician, and whose it is. */
export const reviewText = {
  waits: 'A clinician must review this.',
  clinician: 'Read it, then say so. Whoever prepares the answer goes on with it.',
  others: 'You can prepare the answer. It can be sent, closed or sent on once a clinician has reviewed it.',
  reviewed: 'Reviewed',
  reviewedBy: (name: string, when: string) => `Reviewed by ${name}, ${when}.`,
  with: (name: string) => `This is with ${name}, who accepted its alert.`,
  withYou: 'This is with you: you accepted its alert.',
  withMore: 'A clinician answers, closes it or has it booked.',
  prepare: 'prepare only',
  said: (name: string) => `Reviewed: ${name}`,
};
