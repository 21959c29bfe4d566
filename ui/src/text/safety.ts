/** Words of the safety log, incidents, the hazard register and drills. */
import type { ControlKind, IncidentKind, Likelihood, SafetyRow, Severity } from '../api.gen';
import { contactDone, shortStaff } from './terms';
import { span, time } from './when';

export const severityWords: Record<Severity, string> = {
  minor: 'Minor',
  significant: 'Significant',
  considerable: 'Considerable',
  major: 'Major',
  catastrophic: 'Catastrophic',
};
export const likelihoodWords: Record<Likelihood, string> = {
  veryLow: 'Very low',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  veryHigh: 'Very high',
};
export const controlWords: Record<ControlKind, string> = {
  design: 'Design',
  test: 'Test',
  training: 'Training',
  process: 'Practice process',
};
export const incidentWords: Record<IncidentKind, string> = {
  misrouted: 'Misrouted',
  delayed: 'Delayed',
  missed: 'Missed',
  other: 'Other',
};
/** What each level of risk asks for, as the standard says. */
export const riskLevel: Record<number, string> = {
  1: 'acceptable',
  2: 'acceptable if lowering it further would cost more than it gains',
  3: 'undesirable: lower it',
  4: 'must be removed or controlled',
  5: 'unacceptable',
};
export const riskKind = (risk: number): 'ok' | 'check' | 'high' => (risk >= 4 ? 'high' : risk === 3 ? 'check' : 'ok');
export const ratingLine = (severity: Severity, likelihood: Likelihood, risk: number): string =>
  `Risk ${risk}: ${severityWords[severity].toLowerCase()} harm, ${likelihoodWords[likelihood].toLowerCase()} likelihood`;

/** `Taken after 1 min by Jo Marsden`, `Nobody took it` */
export function takenLine(row: SafetyRow): string {
  if (!row.taken) return 'Nobody has taken it';
  return `Taken after ${span((row.secondsToTaken ?? 0) * 1000)} by ${shortStaff(row.taken.by.name)}`;
}
export const attemptLine = (attempt: SafetyRow['attempts'][number]): string =>
  `${time(attempt.looked.at)} ${shortStaff(attempt.looked.by.name)} ${contactDone[attempt.contact]}${attempt.note ? `: ${attempt.note}` : ''}`;
export function stateWords(row: SafetyRow): { kind: 'high' | 'check' | 'ok'; words: string } {
  switch (row.stage.kind) {
    case 'untaken':
    case 'soundingAgain':
      return { kind: 'high', words: 'Sounding' };
    case 'taken':
      return { kind: 'check', words: row.accepted ? 'Accepted, open' : 'Taken, open' };
    case 'resolved':
      return { kind: 'ok', words: row.noDanger ? 'Not a danger' : 'Closed' };
  }
}

export const safetyText = {
  title: 'Safety log',
  tabs: { alerts: 'Alerts', incidents: 'Incidents', hazards: 'Hazards', drills: 'Drills' },
  exportCsv: 'Export tables',
  exportJson: 'Export as JSON',
  exported: 'Saved in the exports folder, not encrypted.',
  noAlerts: 'No alert has been raised.',
  noAlertsMore: 'Every high-risk message is listed here from the moment it is raised.',
  columns: { received: 'Received', what: 'What', taken: 'Taken', tried: 'What was tried', state: 'State' },
  outOfHours: 'Out of hours',
  closedRecord: 'Restricted record: named clinicians only',
  accepted: (name: string, at: string) => `Accepted ${at} by ${name}`,
  outcome: 'Outcome:',
  flagged: (name: string) => `Red flag by ${name}`,
  lookAgain: 'To be looked at again',
  open: 'View conversation',
  more: (n: number) => `Show ${n} more`,
  incidents: (n: number) => (n === 1 ? '1 incident' : `${n} incidents`),
  noIncidents: 'No incident has been reported.',
  noIncidentsMore: 'Report what was misrouted, delayed or missed, even when nobody was harmed.',
  report: 'Report an incident',
  reportFor: 'It is tied to this conversation.',
  reported: 'The incident is reported.',
  kind: 'What went wrong',
  happened: 'When, today',
  what: 'What happened',
  whatHint: 'Without the patient’s name: the conversation is tied to it.',
  harm: 'What it did to the patient',
  hazard: 'Hazard it belongs to',
  noHazard: 'Not tied yet',
  learned: 'What was learned and changed',
  save: 'Save',
  saving: 'Saving…',
  cancel: 'Cancel',
  change: 'Change',
  closeIncident: 'Close incident',
  cannotClose: { hazard: 'First tie it to a hazard.', learned: 'First say what was learned.' },
  by: (name: string, when: string) => `${name}, ${when}`,
  noHazards: 'The register is empty.',
  noHazardsMore: 'Begin with the hazards that every practice with a system like this has, then judge each of them.',
  begin: 'Begin with the known hazards',
  newHazard: 'New hazard',
  name: 'Name',
  cause: 'How it comes about',
  effect: 'What it does to a patient',
  initial: 'Without controls',
  residual: 'With controls',
  severity: 'Severity',
  likelihood: 'Likelihood',
  controls: 'Controls',
  control: 'Control',
  evidence: 'Evidence',
  addControl: 'Add a control',
  removeControl: 'Remove',
  owner: 'Owner',
  reviewBy: 'Review by',
  reviewWrong: 'Enter the review date, such as 25-Nov-2026',
  why: 'Why you are adding or changing it',
  history: 'History',
  overdue: 'Review overdue',
  closedBy: (name: string, when: string) => `Closed by ${name}, ${when}`,
  closeHazard: 'Close hazard',
  readOnly: 'The clinical safety officer and the practice manager keep the register.',
  missing: {
    hazard: 'Name, cause and effect are needed.',
    control: 'A control is empty.',
    why: 'Say why.',
    kind: 'First say what went wrong.',
    what: 'Say what happened.',
  },
  riskOf: (risk: number) => `Risk ${risk} of 5`,
  riskWas: (risk: number) => `Risk ${risk}.`,
  drillTitle: 'Weekly alert drill',
  drillLead:
    'A drill raises a harmless desktop alert on every workstation where somebody is signed in. Whoever is there answers it. Where a workstation is missing here, nobody has answered: find out why.',
  drillDue: (ever: boolean) =>
    ever ? 'A drill is due: the last one is a week old.' : 'A drill is due: there has been none yet.',
  startDrill: 'Start a drill',
  answered: (n: number, all: number) => `${n} of ${all} ${all === 1 ? 'workstation' : 'workstations'} answered`,
  desktop: { shown: 'desktop alert shown', not: 'no desktop alert' },
  noDrills: 'No drill yet.',
  drillCalls: (name: string, at: string) => `Alert drill, started by ${name} at ${at}.`,
  drillCallsMore: 'No patient is in danger. Say that you have seen it.',
  seen: 'I have seen it',
};
