/**
 * A conversation in memory, and what the screens see of it. The rules of the core are not repeated in full: enough of
 * them to show every screen and every refusal in a plain browser.
 */
import type {
  AttemptView,
  Because,
  Category,
  PatientChannel,
  ClosedView,
  ConversationView,
  DeliveryView,
  DraftView,
  Due,
  EntryView,
  EntryWhat,
  ExcludedTopic,
  FindingView,
  IdentityCheck,
  Looked,
  PatientView,
  Place,
  Refusal,
  RiskLevel,
  Row,
  Route,
  StaffView,
  Stage,
  Step,
  Tier,
  Writer,
} from '../api.gen';
import { may, uses } from './staff';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const iso = (ms: number): string => new Date(ms).toISOString();

export interface Alert {
  letter: string;
  category: Category;
  channel: PatientChannel;
  receivedAt: number;
  raisedAt: number;
  seen: Looked[];
  taken: Looked[];
  passedAt: number | null;
  attempts: AttemptView[];
  accepted: Looked | null;
  resolved: Looked | null;
  outcome: string | null;
}

export interface Conv {
  id: string;
  patient: PatientView;
  writer: Writer;
  entries: EntryView[];
  use: string | null;
  useChosen: boolean;
  identity: { how: IdentityCheck; looked: Looked } | null;
  risk: { redFlag: boolean; looked: Looked } | null;
  excluded: { topic: ExcludedTopic; by: StaffView } | null;
  overridden: string | null;
  route: Route | null;
  seconds: number;
  claim: { by: StaffView; at: number } | null;
  looked: Looked | null;
  viewing: StaffView | null;
  alerts: Alert[];
  deliveries: DeliveryView[];
  replyBy: PatientChannel | null;
  waitingUntil: string | null;
  closed: ClosedView | null;
  version: number;
  drafts: Map<string, DraftView>;
  reviewDue: Due | null;
  answerDue: Due | null;
  unconfirmed: number;
}

export const CLAIM = 15 * MINUTE;
const letters = (c: Conv) => c.entries.flatMap((e) => (e.what.kind === 'received' ? [{ entry: e, what: e.what }] : []));
export const lastLetter = (c: Conv) => letters(c)[letters(c).length - 1];
export const messages = (c: Conv): number =>
  c.entries.filter((e) => e.what.kind === 'received' || e.what.kind === 'sent').length;
export const unreadFindings = (c: Conv): FindingView[] =>
  letters(c).flatMap((l) => l.what.findings.filter((f) => !f.read));
export const heldBy = (c: Conv, now: number) => (c.claim && now < c.claim.at + CLAIM ? c.claim : null);
export const openAlert = (c: Conv) => c.alerts.find((a) => !a.resolved);
export const isClinical = (c: Conv): boolean => uses.some((u) => u.id === c.use && u.clinical);

export function place(c: Conv): Place {
  if (c.closed) return 'closed';
  if (c.waitingUntil) return 'waitingForPatient';
  if (!c.route) return 'needsTriage';
  return c.route === 'dutyList' ? 'dutyList' : 'answering';
}

export function missing(c: Conv): Step[] {
  return (
    [!c.identity && 'identity', !(c.use && c.useChosen) && 'permittedUse', !c.risk && 'risk'] as (Step | false)[]
  ).filter((s): s is Step => Boolean(s));
}

export function isLookedAt(c: Conv): boolean {
  const last = lastLetter(c);
  return !last || (c.looked !== null && new Date(c.looked.at) >= new Date(last.entry.at));
}

const rank: Record<Tier['kind'], number> = { none: 0, unassessed: 1, check: 2, alert: 3 };
const graver = (a: Tier, b: Tier): Tier => (rank[b.kind] > rank[a.kind] ? b : a);

export function unanswered(c: Conv) {
  const from = c.entries.map((e) => e.what.kind).lastIndexOf('sent');
  return letters({ ...c, entries: c.entries.slice(from + 1) });
}

export function row(c: Conv, me: StaffView, now: number): Row {
  const last = lastLetter(c)!;
  const open = unanswered(c);
  const tier = open.reduce<Tier>((worst, l) => graver(worst, l.what.tier ?? { kind: 'unassessed', why: 'noRules' }), {
    kind: 'none',
  });
  const finding = open.flatMap((l) => l.what.findings).sort((a, b) => rank[b.tier.kind] - rank[a.tier.kind])[0];
  const failed = c.deliveries.find((d) => d.state.kind === 'failed');
  const judged = { alert: 'high', check: finding?.loweredBy ? 'lowered' : 'check', unassessed: 'notAssessed' } as const;
  const risk: RiskLevel = openAlert(c) ? 'alertOpen' : tier.kind === 'none' ? 'nothing' : judged[tier.kind];
  return {
    id: c.id,
    name: c.patient.name,
    nhsNumber: c.patient.nhsNumber,
    born: c.patient.born,
    writer: last.what.writer,
    firstLine: last.what.text.split('\n')[0]!.slice(0, 160),
    receivedAt: last.what.receivedAt,
    channel: last.what.channel,
    tier,
    category: finding?.category ?? null,
    readsLike: open.findLast((l) => l.what.readsLike)?.what.readsLike?.category ?? null,
    risk,
    rank: ['nothing', 'lowered', 'notAssessed', 'check', 'alertOpen'].indexOf(risk === 'high' ? 'check' : risk),
    reviewBy: c.reviewDue && !c.closed ? c.reviewDue.at : null,
    answerBy: c.answerDue && !c.closed && !c.waitingUntil ? c.answerDue.at : null,
    lookBy: iso(new Date(last.what.receivedAt).getTime() + HOUR),
    looked: c.looked,
    unread: !isLookedAt(c),
    owner: heldBy(c, now)?.by ?? null,
    viewing: c.viewing && c.viewing.id !== me.id ? c.viewing : null,
    draft: c.drafts.has(me.id),
    place: place(c),
    deliveryProblem: failed?.state.kind === 'failed' ? failed.state.why : null,
    snippet: null,
    restricted: false,
  };
}

export function stage(a: Alert, now: number): Stage {
  if (a.resolved) return { kind: 'resolved' };
  const last = a.taken[a.taken.length - 1];
  const lastAt = last ? new Date(last.at).getTime() : 0;
  if (!last || (a.passedAt !== null && a.passedAt >= lastAt)) {
    const everyoneAt = a.passedAt ?? a.raisedAt + 2 * MINUTE;
    return { kind: 'untaken', told: now >= everyoneAt ? 'everyone' : 'first', everyoneAt: iso(everyoneAt) };
  }
  if (a.attempts.some((t) => t.contact !== 'noAnswer')) return { kind: 'taken', by: last.by.id, soundsAgainAt: null };
  const lastTry = a.attempts[a.attempts.length - 1];
  const again = Math.max(lastAt + 5 * MINUTE, lastTry ? new Date(lastTry.looked.at).getTime() + 10 * MINUTE : 0);
  return now >= again
    ? { kind: 'soundingAgain', by: last.by.id, since: iso(again) }
    : { kind: 'taken', by: last.by.id, soundsAgainAt: iso(again) };
}

export function holder(a: Alert): Looked | null {
  const last = a.taken[a.taken.length - 1];
  return last && (a.passedAt === null || a.passedAt < new Date(last.at).getTime()) ? last : null;
}

export const isExcluded = (c: Conv): boolean => Boolean((c.risk?.redFlag || c.excluded) && !c.overridden);

export function overrideRefusal(c: Conv, me: StaffView): Refusal | null {
  if (!may(me.roles).includes('answerClinical')) return { kind: 'notAllowed', action: 'answerClinical' };
  if (c.closed) return { kind: 'closed' };
  if (openAlert(c)) return { kind: 'alertOpen' };
  return isExcluded(c) ? null : { kind: 'alreadyDone' };
}

export function answerRefusal(c: Conv, me: StaffView): Refusal | null {
  if (openAlert(c)) return { kind: 'alertOpen' };
  if (isExcluded(c)) return { kind: 'excludedTopic' };
  if (isClinical(c) && !may(me.roles).includes('answerClinical')) return { kind: 'clinicianNeeded' };
  return null;
}

export function replyRefusal(c: Conv, me: StaffView, now: number): Refusal | null {
  if (c.closed) return { kind: 'closed' };
  const held = heldBy(c, now);
  if (held && held.by.id !== me.id) return { kind: 'heldBy', staff: held.by.id, until: iso(held.at + CLAIM) };
  const not = answerRefusal(c, me);
  if (not) return not;
  if (missing(c).length) return { kind: 'triageOpen', missing: missing(c) };
  if (unreadFindings(c).length) return { kind: 'findingUnread' };
  return c.replyBy ? null : { kind: 'noRoute' };
}

export function closeRefusal(c: Conv, me: StaffView, now: number): Refusal | null {
  if (c.closed) return { kind: 'closed' };
  const held = heldBy(c, now);
  if (held && held.by.id !== me.id) return { kind: 'heldBy', staff: held.by.id, until: iso(held.at + CLAIM) };
  if (openAlert(c)) return { kind: 'alertOpen' };
  if (!isLookedAt(c)) return { kind: 'unseenMessage' };
  if (unreadFindings(c).length) return { kind: 'findingUnread' };
  if (!c.identity || !c.use || !c.useChosen) return { kind: 'triageOpen', missing: missing(c) };
  const clinicalDone =
    c.alerts.some((a) => a.accepted) || c.entries.some((e) => e.what.kind === 'sent' && e.by?.roles.includes('gp'));
  if ((isClinical(c) || c.risk?.redFlag) && !clinicalDone && !may(me.roles).includes('answerClinical'))
    return { kind: 'clinicianNeeded' };
  return null;
}

const PROTOCOL = [
  'Confirm who it is before you say anything: full name, date of birth. Until then, only your own name.',
  'No voicemail. Nothing about the message to anybody else who answers.',
  'If a third person wrote: ask whose danger it is, and where that person is.',
  'Say that you have read the message. Where are you? Is anyone with you? Have you taken anything?',
  'Anything taken, or not safe now: 999, and stay on the line.',
  'Bring a clinician into the call. Do not end it first.',
];

export function view(c: Conv, me: StaffView, now: number, told: StaffView[]): ConversationView {
  const held = heldBy(c, now);
  return structuredClone({
    id: c.id,
    row: row(c, me, now),
    patient: { ...c.patient, verified: c.identity },
    entries: c.entries.map((e) => ({ ...e, mine: e.by?.id === me.id })),
    triage: {
      missing: missing(c),
      permittedUse: c.use,
      useChosen: c.useChosen,
      redFlag: c.risk?.redFlag ?? null,
      route: c.route,
      excluded: c.excluded?.topic ?? null,
      isExcluded: isExcluded(c),
      overrideRefused: overrideRefusal(c, me),
      answerHereRefused: answerRefusal(c, me),
      seconds: c.seconds,
    },
    place: place(c),
    claim: held
      ? { by: held.by, mine: held.by.id === me.id, until: iso(held.at + CLAIM), confirmed: c.unconfirmed === 0 }
      : null,
    messages: messages(c),
    replyBy: c.replyBy,
    draft: c.drafts.get(me.id) ?? null,
    alerts: c.alerts.map((a) => ({
      conversation: c.id,
      letter: a.letter,
      category: a.category,
      channel: a.channel,
      receivedAt: iso(a.receivedAt),
      toldAt: iso(a.raisedAt),
      told,
      everyoneAt: iso(a.passedAt ?? a.raisedAt + 2 * MINUTE),
      stage: stage(a, now),
      seen: a.seen,
      holder: holder(a),
      confirmed: true,
      accepted: a.accepted,
      attempts: a.attempts,
      resolved: a.resolved,
      protocol: PROTOCOL,
      welfareCheck: a.attempts.length >= 3 && a.attempts.slice(-3).every((one) => one.contact === 'noAnswer'),
    })),
    closed: c.closed,
    deliveries: c.deliveries,
    replyRefused: replyRefusal(c, me, now),
    closeRefused: closeRefusal(c, me, now),
    answerDue: c.answerDue,
    reviewDue: c.reviewDue,
    onlineByRule: c.alerts.length || c.writer.kind === 'other' ? 'hiddenUntilChecked' : 'shown',
    needsUpdate: false,
    unconfirmed: c.unconfirmed,
  } satisfies ConversationView);
}

let counter = 0;
export const makeId = (): string => `c0de0000-0000-4000-8000-${String((counter += 1)).padStart(12, '0')}`;

export function note(c: Conv, at: number, by: StaffView | null, what: EntryWhat): void {
  c.entries.push({ id: makeId(), at: iso(at), by, mine: false, unconfirmed: false, what });
}

export const dueAt = (at: number, ...because: Because[]): Due => ({ at: iso(at), because });
