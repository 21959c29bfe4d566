/** The locum's briefing of the practice in memory. */
import type { Attestation, Briefing, BriefingView, StaffView } from '../api.gen';
import { attestFor, brandt, dueOf, okafor } from './staff';

const section = (title: string, text: string, dos: string[], donts: string[]) => ({ title, text, dos, donts });
const sections = [
  section(
    'What messaging is for here',
    'Patients write about what the practice has agreed to answer by message. Every conversation carries one of these uses.',
    [
      'Answer what fits one of the practice’s uses.',
      'Phone, or book an appointment, when a question needs talking over.',
    ],
    ['Begin a clinical matter by message with somebody who has not been seen recently.'],
  ),
  section(
    'Urgent messages and alerts',
    'A dangerous message covers the whole window on every workstation of those who must act. It shows nothing until somebody presses the key to show it.',
    [
      'Take an alert when you can phone now. Then phone.',
      'Accept an alert as the responsible clinician, and record its outcome.',
    ],
    ['Leave a voicemail. Anybody may hear it.'],
  ),
  section(
    'Duty, deputies and handover',
    'Clinical questions stand on the duty list. The duty clinician and a named deputy are shown at the top of every screen.',
    ['Give back what you will not finish.'],
    ['Leave work in “Mine” at the end of the session.'],
  ),
  section(
    'Who may be messaged about what',
    'Every send is checked: who the patient is, what they agreed to, and what may travel over this channel.',
    ['Make sure who wrote before anything confidential is sent.'],
    ['Open the record of a colleague or of your own family. Named clinicians see to these.'],
  ),
  section(
    'What you must record',
    'Every conversation ends with an outcome. Choose it when you close; the conversation is then filed in the patient’s record without copying.',
    [
      'Record what you decided and what the patient was told to do next.',
      'For a high-risk alert, record the call or visit before anything else. The alert stays open until you do.',
      'Put prescriptions, referrals and tests in the clinical system. A message is not an order.',
    ],
    ['Give bad news or an unexpected result in a message. Phone, or book an appointment.'],
  ),
];

let briefing: Briefing = { version: 7, approvedBy: okafor.id, approvedOn: '2026-08-03', sections };
let approvedBy = okafor;

export function publishBriefing(by: StaffView, next: Briefing): void {
  briefing = { version: briefing.version + 1, approvedBy: by.id, approvedOn: '2026-08-25', sections: next.sections };
  approvedBy = by;
}

export const briefingView = (who: StaffView): BriefingView => ({
  briefing,
  approvedBy,
  duty: okafor,
  deputy: brandt,
  due: dueOf(who),
  until: '2026-08-28T17:30:00Z',
});

export function attest(who: StaffView, to: Attestation): Attestation[] {
  attestFor(who, to);
  return dueOf(who);
}
