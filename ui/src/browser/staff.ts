/** The people of the practice in memory. Invented, all of them. */
import type { Action, Attestation, DemoPerson, Role, Session, StaffView, UseView } from '../api.gen';

const CLINICAL: Role[] = ['nurse', 'gp', 'locum'];

/** The permission table, as the core has it, for the few roles here. */
export function may(roles: readonly Role[]): Action[] {
  const actions: Action[] = roles.some((role) => role !== 'governanceLead' && role !== 'safetyOfficer')
    ? ['readMessages', 'triage', 'takeAlert', 'answerAdministrative', 'close', 'registerPatient']
    : ['readSafety'];
  if (roles.some((role) => CLINICAL.includes(role))) actions.push('answerClinical', 'acceptAlert', 'readSafety');
  if (roles.includes('manager'))
    actions.push('changePolicy', 'manageStaff', 'manageDevices', 'publishRota', 'manageSafety');
  if (roles.includes('manager') || roles.includes('governanceLead')) actions.push('readAudit');
  if (roles.includes('manager') && !actions.includes('readSafety')) actions.push('readSafety');
  return actions;
}

const person = (n: number, name: string, ...roles: Role[]): StaffView => ({
  id: `5afe0000-0000-4000-8000-00000000000${n}`,
  name,
  roles,
});

export const jo = person(1, 'Jo Marsden', 'receptionist');
export const priya = person(2, 'Priya Nair', 'receptionist');
export const okafor = person(3, 'Dr N Okafor', 'gp');
export const brandt = person(4, 'Dr S Brandt', 'gp');
export const carol = person(5, 'Carol Whitby', 'manager');
export const alder = person(6, 'Ruth Alder', 'governanceLead');
export const heald = person(7, 'Dr Tom Heald', 'locum');
export const everybody = [jo, priya, okafor, brandt, carol, alder, heald];

const userNames = new Map([
  [jo.id, 'jo.marsden'],
  [priya.id, 'priya.nair'],
  [okafor.id, 'n.okafor'],
  [brandt.id, 's.brandt'],
  [carol.id, 'carol.whitby'],
  [alder.id, 'ruth.alder'],
  [heald.id, 'tom.heald'],
]);
export const userName = (who: StaffView): string => userNames.get(who.id) ?? who.name;
export const byUserName = (name: string): StaffView | undefined => everybody.find((one) => userName(one) === name);

export const PASSWORD = 'kettle-harbour-plum';
/** The code changes every 30 seconds, as a real one does. */
export const codeAt = (now: number): string => String(100_000 + ((Math.floor(now / 30_000) * 7919) % 900_000));

export const demoPeople = (now: number): DemoPerson[] =>
  everybody.map((one) => ({
    userName: userName(one),
    name: one.name,
    role: one.roles[0]!,
    password: PASSWORD,
    code: codeAt(now),
  }));

export const uses: UseView[] = [
  { id: 'reminder', name: 'Reminder or confirmation', clinical: false },
  { id: 'prescription-collection', name: 'Prescription collection', clinical: false },
  { id: 'normal-result', name: 'Normal result', clinical: false },
  { id: 'follow-up', name: 'Follow-up after advice', clinical: true },
  { id: 'records', name: 'Registration and records', clinical: false },
  { id: 'clinical-query', name: 'Clinical query', clinical: true },
];

const attested = new Map<string, Attestation[]>();
/** A locum begins with training and briefing; everybody else has done theirs. */
export const dueOf = (who: StaffView): Attestation[] =>
  (who.roles.includes('locum')
    ? ([{ kind: 'training' }, { kind: 'briefing', version: 7 }] as Attestation[])
    : []
  ).filter((one) => !(attested.get(who.id) ?? []).some((done) => done.kind === one.kind));
export const attestFor = (who: StaffView, to: Attestation): void =>
  void attested.set(who.id, [...(attested.get(who.id) ?? []), to]);

export const sessionOf = (who: StaffView, demonstration = true): Session => ({
  staffId: who.id,
  name: who.name,
  roles: who.roles,
  may: may(who.roles),
  practice: 'Hollin Lane Surgery',
  telephone: '01632 960140',
  workstation: 'RECEP-02, front desk',
  uses,
  due: dueOf(who),
  accessUntil: who.roles.includes('locum') ? '2026-08-28T17:30:00Z' : null,
  demonstration,
  patientPage: 'http://127.0.0.1:8017/write',
});
