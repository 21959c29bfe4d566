/** Words of what stands before the first message: the yearly training and the locum's briefing. */
import type { BriefingView } from '../api.gen';
import { type Instant, dayDate, plainDate, time } from './when';

export const trainingText = {
  title: 'Before you open messages',
  lead: 'Once a year everybody confirms three things. That is recorded with your name and the time.',
  points: [
    'I have done this year’s training in confidentiality, and I open only what my work needs.',
    'I know how to spot a scam or phishing message, and whom to tell.',
    'I know how to check who a patient is before anything confidential is said or sent.',
  ],
  enter: (name: string) => `Confirm as ${name}`,
  writing: 'Saving…',
  missing: 'Confirm all three first.',
};

export const briefingText = {
  again: 'Briefing',
  sections: 'Briefing sections',
  read: (n: number, all: number) => `${n} of ${all} sections read`,
  version: (view: BriefingView) => {
    const { version, approvedOn } = view.briefing;
    const approved =
      view.approvedBy && approvedOn
        ? `, approved by ${view.approvedBy.name} on ${plainDate(approvedOn)}`
        : ', the standard text';
    return `Locum briefing, version ${version}${approved}`;
  },
  dos: 'Do',
  donts: 'Do not',
  unsure: 'If you are unsure',
  duty: (duty: string | null, deputy: string | null) =>
    duty
      ? `Duty clinician today: ${duty}.${deputy ? ` Deputy: ${deputy}.` : ''}`
      : 'Nobody is named on duty. Ask the practice manager.',
  next: 'Next section',
  access: 'Your access',
  until: 'Until',
  untilWords: (until: Instant | null) => (until ? `${dayDate(until)}, ${time(until)}` : 'No end is set'),
  role: 'Role',
  roleWords: 'Locum GP: read, answer, escalate',
  not: 'Not',
  notWords: 'Rota, settings, staff, audit',
  endsItself: 'It ends by itself. Nobody needs to remove you.',
  confirm: 'Confirm before you enter',
  points: (version: number) => [
    'I know who the duty clinician and deputy are today.',
    'I know how a high-risk alert reaches me and that I must record its outcome.',
    `I have read version ${version} and will work by it.`,
  ],
  enter: (name: string) => `Confirm and enter as ${name}`,
  recorded: 'Recorded with your name, the version and the time. You will be asked again when the briefing changes.',
  closed: 'No patient message is shown until you confirm.',
  readFirst: 'Read every section first.',
  confirmFirst: 'Confirm all three first.',
  signOut: 'Sign out',
};

export const restrictedText = {
  name: 'Restricted record',
  row: 'Named clinicians only',
  title: 'This record is restricted',
  lead: 'It belongs to a colleague, or to a colleague’s relative. Only the clinicians the practice has named can open it; they see it in their lists.',
  more: 'Your attempt is recorded. If it is urgent, phone the duty clinician.',
};
