/* Types of the core as the screens see them. Written by hand until the generator writes it; then not edited. */

// --- domain ---
export type Role = 'receptionist' | 'administrator' | 'nurse' | 'gp' | 'locum' | 'manager' | 'governanceLead' | 'safetyOfficer';
export type Action =
  | 'readMessages' | 'triage' | 'answerAdministrative' | 'answerClinical' | 'close' | 'takeAlert' | 'acceptAlert' | 'changePolicy'
  | 'manageStaff' | 'manageDevices' | 'publishRota' | 'registerPatient' | 'readAudit' | 'readSafety';
export type Channel = 'nhsApp' | 'webForm';
export type Identity = 'nhsLogin' | 'claimed';
export type Gender = 'female' | 'male' | 'other' | 'unknown';
export type IdentityCheck = 'nhsLogin' | 'matchesRecord' | 'askedByPhone' | 'proxyChecked';
export type Route = 'answerHere' | 'dutyList' | 'phone' | 'appointment';
export type Step = 'identity' | 'permittedUse' | 'risk' | 'destination';
export type Contact = 'spoke' | 'seen' | 'ambulanceCalled' | 'noAnswer';
export type FileAs = 'exactCopy' | 'summary';
export type Online = 'shown' | 'hiddenUntilChecked';
export type Place = 'needsTriage' | 'answering' | 'dutyList' | 'waitingForPatient' | 'closed';
export type WhyUnassessed = 'language' | 'noWords' | 'noRules';
export type Tier = { kind: 'none' } | { kind: 'unassessed'; why: WhyUnassessed } | { kind: 'check' } | { kind: 'alert' };
export type Category =
  | 'collapseUnresponsive' | 'anaphylaxis' | 'breathingDifficulty' | 'chestPain' | 'stroke' | 'severeBleeding' | 'overdose' | 'suicideSelfHarm'
  | 'threatToOthers' | 'safeguardingChild' | 'domesticAbuse' | 'safeguardingAdult' | 'sepsis' | 'meningitis' | 'ectopicFetalMovements' | 'pregnancy'
  | 'diabetic' | 'headInjury' | 'severeHeadache' | 'caudaEquina' | 'acuteAbdomen' | 'limbIschaemia' | 'clot' | 'suddenVision' | 'testicularTorsion'
  | 'psychosis' | 'other';
export type Outcome =
  | { kind: 'requestDone' } | { kind: 'questionAnswered' } | { kind: 'appointmentMade' } | { kind: 'dealtWithByPhone' }
  | { kind: 'other'; what: string };
export type DeliveryState = { kind: 'queued' } | { kind: 'sent' } | { kind: 'arrived' } | { kind: 'read' } | { kind: 'failed'; why: string };
export type Writer = { kind: 'patient' } | { kind: 'other'; name: string; relation: string };
export type PersonName = { family: string; given: string; title: string | null };
export type Closing = { outcome: Outcome; summary: string; fileAs: FileAs; online: Online };
export type AfterSend = { kind: 'close'; closing: Closing } | { kind: 'wait'; until: string };
export type Told = 'first' | 'everyone';
export type Stage =
  | { kind: 'untaken'; told: Told; everyoneAt: string } | { kind: 'taken'; by: string; soundsAgainAt: string | null }
  | { kind: 'soundingAgain'; by: string; since: string } | { kind: 'resolved' };
export type BankHoliday =
  | 'newYear' | 'goodFriday' | 'easterMonday' | 'earlyMay' | 'spring' | 'summer' | 'christmas' | 'boxingDay' | 'proclaimed';
export type Because =
  | { kind: 'workingDays'; days: number } | { kind: 'openMinutes'; minutes: number } | { kind: 'byClosing' }
  | { kind: 'outOfHours'; countsFrom: string } | { kind: 'break'; countsFrom: string } | { kind: 'closes'; at: string }
  | { kind: 'closesEarly'; at: string; reason: string } | { kind: 'bankHoliday'; date: string; holiday: BankHoliday }
  | { kind: 'closed'; date: string; reason: string } | { kind: 'notOpen'; date: string };
export type Due = { at: string; because: Because[] };

export type Command =
  | { kind: 'look' } | { kind: 'take' } | { kind: 'giveBack' }
  | { kind: 'readFinding'; letter: string; finding: number }
  | { kind: 'verifyIdentity'; how: IdentityCheck }
  | { kind: 'chooseUse'; to: string }
  | { kind: 'reviewRisk'; redFlag: boolean }
  | { kind: 'route'; to: Route; seconds: number }
  | { kind: 'reply'; text: string; seen: number; then: AfterSend }
  | { kind: 'recordContact'; contact: Contact; at: string; note: string }
  | { kind: 'resend' }
  | { kind: 'seeAlert'; letter: string } | { kind: 'takeAlert'; letter: string } | { kind: 'passAlert'; letter: string }
  | { kind: 'attemptContact'; letter: string; contact: Contact; at: string; note: string }
  | { kind: 'acceptAlert'; letter: string }
  | { kind: 'resolveAlert'; letter: string; outcome: string }
  | { kind: 'close'; closing: Closing; seen: number }
  | { kind: 'reopen'; why: string };

export type Refusal =
  | { kind: 'notAllowed'; action: Action } | { kind: 'heldBy'; staff: string; until: string } | { kind: 'triageOpen'; missing: Step[] }
  | { kind: 'identityNotVerified' } | { kind: 'findingUnread' } | { kind: 'unseenMessage' } | { kind: 'alertOpen' } | { kind: 'excludedTopic' }
  | { kind: 'clinicianNeeded' } | { kind: 'empty' } | { kind: 'tooLong'; most: number } | { kind: 'linkNotAllowed' } | { kind: 'noRoute' }
  | { kind: 'answerNotDelivered' } | { kind: 'closed' } | { kind: 'notClosed' } | { kind: 'unknownUse' } | { kind: 'notHere' }
  | { kind: 'alreadyDone' } | { kind: 'notAccepted' } | { kind: 'noContact' } | { kind: 'outcomeMissing' } | { kind: 'needsUpdate' } | { kind: 'notYet' };

// --- views ---
export type UseView = { id: string; name: string; clinical: boolean };
export type Session = {
  staffId: string; name: string; roles: Role[]; may: Action[]; practice: string; telephone: string; workstation: string;
  uses: UseView[]; demonstration: boolean; patientPage: string | null;
};
export type StaffView = { id: string; name: string; roles: Role[] };
export type Looked = { by: StaffView; at: string };
export type Counts = { needsTriage: number; mine: number; dutyList: number; waiting: number; toFile: number; needsYou: number };
export type AlertBrief = {
  conversation: string; letter: string; receivedAt: string; stage: Stage; holder: StaffView | null; acceptedBy: StaffView | null; tellsMe: boolean;
};
export type Sync =
  | { kind: 'live' } | { kind: 'catchingUp'; left: number } | { kind: 'offline'; since: string; waiting: number } | { kind: 'clockWrong'; seconds: number };
export type DesktopAlerts = 'working' | 'noDaemon' | 'refused' | 'untried';
export type Bar = {
  now: string; open: boolean; until: string | null; breakFrom: string | null; breakUntil: string | null; duty: StaffView | null;
  deputy: StaffView | null; sync: Sync; alerts: AlertBrief[]; desktopAlerts: DesktopAlerts; counts: Counts; backupOverdueDays: number | null;
};
export type Row = {
  id: string; name: PersonName | null; nhsNumber: string | null; born: string | null; writer: Writer; firstLine: string; receivedAt: string;
  channel: Channel; tier: Tier | null; category: Category | null; lowered: boolean; alert: boolean; reviewBy: string | null;
  answerBy: string | null; lookBy: string | null; looked: Looked | null; unread: boolean; owner: StaffView | null; viewing: StaffView | null;
  draft: boolean; place: Place; deliveryProblem: string | null; snippet: string | null;
};
export type Page = { total: number; offset: number; rows: Row[] };
export type Queue = 'needsTriage' | 'mine' | 'dutyList' | 'waiting' | 'toFile';
export type FindingView = {
  number: number; rule: string; category: Category; tier: Tier; start: number; end: number; loweredBy: string | null; why: string; read: Looked | null;
};
export type DeliveryView = { id: string; state: DeliveryState; since: string; recordVersion: number | null };
export type EntryWhat =
  | { kind: 'received'; letter: string; channel: Channel; writer: Writer; identity: Identity; receivedAt: string; text: string; tier: Tier | null; findings: FindingView[]; links: string[]; acknowledgement: string | null }
  | { kind: 'sent'; channel: Channel; from: string; text: string; delivery: DeliveryView }
  | { kind: 'contacted'; contact: Contact; when: string; note: string }
  | { kind: 'taken' } | { kind: 'givenBack' } | { kind: 'routed'; to: Route } | { kind: 'alertRaised' } | { kind: 'alertTaken' }
  | { kind: 'alertAccepted' } | { kind: 'alertPassed' } | { kind: 'alertResolved'; outcome: string } | { kind: 'closed'; closing: Closing }
  | { kind: 'reopened'; why: string };
export type EntryView = { id: string; at: string; by: StaffView | null; mine: boolean; unconfirmed: boolean; what: EntryWhat };
export type VerifiedView = { how: IdentityCheck; looked: Looked };
export type PatientView = {
  known: boolean; name: PersonName | null; born: string | null; gender: Gender | null; nhsNumber: string | null; telephone: string | null;
  address: string | null; identity: Identity | null; verified: VerifiedView | null; matchesRecord: boolean | null;
};
export type TriageView = {
  missing: Step[]; permittedUse: string | null; useChosen: boolean; redFlag: boolean | null; route: Route | null;
  answerHereRefused: Refusal | null; seconds: number;
};
export type ClaimView = { by: StaffView; mine: boolean; until: string; confirmed: boolean };
export type DraftView = { text: string; savedAt: string };
export type AttemptView = { contact: Contact; looked: Looked; note: string };
export type AlertView = {
  conversation: string; letter: string; category: Category; channel: Channel; receivedAt: string; toldAt: string; told: StaffView[];
  everyoneAt: string; stage: Stage; seen: Looked[]; holder: Looked | null; confirmed: boolean; accepted: Looked | null; attempts: AttemptView[];
  resolved: Looked | null; protocol: string[];
};
export type ClosedView = { closing: Closing; looked: Looked; version: number };
export type ConversationView = {
  id: string; row: Row; patient: PatientView; entries: EntryView[]; triage: TriageView; place: Place; claim: ClaimView | null; messages: number;
  replyBy: Channel | null; draft: DraftView | null; alerts: AlertView[]; closed: ClosedView | null; deliveries: DeliveryView[];
  replyRefused: Refusal | null; closeRefused: Refusal | null; answerDue: Due | null; reviewDue: Due | null; onlineByRule: Online;
  needsUpdate: boolean; unconfirmed: number;
};
export type FilingRow = {
  conversation: string; name: PersonName | null; nhsNumber: string | null; version: number; state: DeliveryState; since: string;
};
export type NeedsYouWhat =
  | { kind: 'noLongerFits'; refusal: Refusal; draft: string | null } | { kind: 'answerFailed'; why: string } | { kind: 'filingFailed'; why: string }
  | { kind: 'letterUnreadable' };
export type NeedsYou = { id: string; conversation: string | null; name: PersonName | null; since: string; what: NeedsYouWhat };
export type Preferences = { theme: 'system' | 'light' | 'dark'; singleKeys: boolean; sound: boolean };
export type Change =
  | { kind: 'conversations'; ids: string[] } | { kind: 'bar' } | { kind: 'alert'; conversation: string; letter: string; raised: boolean }
  | { kind: 'lockingIn'; seconds: number } | { kind: 'notLocking' } | { kind: 'locked' } | { kind: 'gate' };

// --- sign-in ---
export type DemoPerson = { userName: string; name: string; role: Role; password: string; code: string };
export type Waiting = { kind: 'nothing' } | { kind: 'alert'; since: string } | { kind: 'nobodySignedIn'; since: string };
export type Protection = 'keystore' | 'demonstrationFile';
export type Blocked = 'keystoreAbsent' | 'keystoreLocked' | 'keystoreFailed' | 'secretMissing' | 'vaultDamaged' | 'inUse' | 'needsUpdate';
export type Gate =
  | { kind: 'setUp' }
  | { kind: 'signIn'; practice: string; workstation: string; demonstration: DemoPerson[] | null; protection: Protection; waiting: Waiting }
  | { kind: 'blocked'; why: Blocked }
  | { kind: 'signedIn'; session: Session };
export type SetUpForm = {
  odsCode: string; practiceName: string; telephone: string; workstation: string; managerName: string; userName: string; password: string;
};
export type SetUpDraft = { recoveryKit: string; totpSecret: string; totpQrSvg: string };
export type Code =
  | 'locked' | 'refused' | 'wrongCredentials' | 'codeUsed' | 'wait' | 'lockedOut' | 'accessEnded' | 'noAccess' | 'keystoreAbsent' | 'keystoreLocked'
  | 'keystoreFailed' | 'secretMissing' | 'vaultDamaged' | 'databaseDamaged' | 'badInput' | 'passwordTooShort' | 'passwordCommon'
  | 'passwordContainsName' | 'codeWrong' | 'kitWrong' | 'notFound' | 'storage' | 'needsUpdate' | 'inUse' | 'internal';
export type Screen = 'signIn' | 'setUp' | 'desk';
export type Failure = { code: Code; retry: 'now' | 'later' | 'no'; refusal: Refusal | null; until: string | null; field: string | null };
