/** What a command does to a conversation in memory, or the refusal the core would give. */
import type { Command, DeliveryView, Refusal, Route, StaffView } from '../api.gen';
import {
  type Alert,
  type Conv,
  answerRefusal,
  closeRefusal,
  heldBy,
  holder,
  iso,
  makeId,
  messages,
  missing,
  overrideRefusal,
  note,
  place,
  replyRefusal,
  unreadFindings,
  CLAIM,
} from './model';
import { may, uses } from './staff';

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.kind);
  }
}
const refuse = (refusal: Refusal): never => {
  throw new Refused(refusal);
};

function free(c: Conv, me: StaffView, now: number): void {
  const held = heldBy(c, now);
  if (held && held.by.id !== me.id) refuse({ kind: 'heldBy', staff: held.by.id, until: iso(held.at + CLAIM) });
  if (place(c) === 'closed') refuse({ kind: 'closed' });
}

/** A delivery that moves on by itself, as a gateway would make it. */
export type Carry = (c: Conv, delivery: DeliveryView) => void;

export function act(c: Conv, command: Command, me: StaffView, now: number, carry: Carry): void {
  const looked = { by: me, at: iso(now) };
  switch (command.kind) {
    case 'look':
      c.looked = looked;
      return;
    case 'take':
      free(c, me, now);
      if (c.claim?.by.id !== me.id) note(c, now, me, { kind: 'taken' });
      c.claim = { by: me, at: now };
      return;
    case 'giveBack':
      free(c, me, now);
      if (!c.claim) refuse({ kind: 'alreadyDone' });
      c.claim = null;
      note(c, now, me, { kind: 'givenBack' });
      return;
    case 'readFinding': {
      const letter = c.entries.find((e) => e.what.kind === 'received' && e.what.letter === command.letter);
      const finding = letter?.what.kind === 'received' ? letter.what.findings[command.finding] : undefined;
      if (!finding) return refuse({ kind: 'notHere' });
      if (finding.read) refuse({ kind: 'alreadyDone' });
      finding.read = looked;
      return;
    }
    case 'verifyIdentity':
      free(c, me, now);
      c.identity = { how: command.how, looked };
      return;
    case 'chooseUse':
      free(c, me, now);
      if (!uses.some((u) => u.id === command.to)) refuse({ kind: 'unknownUse' });
      c.use = command.to;
      c.useChosen = true;
      return;
    case 'excludeTopic':
      free(c, me, now);
      if ((c.excluded?.topic ?? null) === command.topic) refuse({ kind: 'alreadyDone' });
      if (!command.topic && c.excluded && c.excluded.by.id !== me.id && !may(me.roles).includes('answerClinical'))
        refuse({ kind: 'notAllowed', action: 'answerClinical' });
      c.excluded = command.topic ? { topic: command.topic, by: me } : null;
      c.overridden = null;
      note(c, now, me, { kind: 'topicExcluded', topic: command.topic });
      return;
    case 'overrideExclusion': {
      const not = overrideRefusal(c, me);
      if (not) refuse(not);
      if (!command.reason.trim()) refuse({ kind: 'empty' });
      c.overridden = command.reason;
      note(c, now, me, { kind: 'exclusionOverridden', reason: command.reason });
      return;
    }
    case 'reviewRisk':
      free(c, me, now);
      if (unreadFindings(c).length) refuse({ kind: 'findingUnread' });
      c.risk = { redFlag: command.redFlag, looked };
      return;
    case 'route':
      mayRoute(c, command.to, me, now);
      return route(c, command.to, command.seconds, me, now, command.note);
    case 'unroute': {
      free(c, me, now);
      const last = c.entries[c.entries.length - 1];
      const gone =
        last?.what.kind !== 'routed' ||
        last.by?.id !== me.id ||
        (c.looked && c.looked.by.id !== me.id && c.looked.at >= last.at);
      if (gone) refuse({ kind: 'movedOn' });
      c.route = null;
      c.claim = { by: me, at: now };
      note(c, now, me, { kind: 'routeUndone' });
      return;
    }
    case 'reply':
      return reply(c, command, me, now, carry);
    case 'recordContact':
      if (command.endsTriage != null) mayRoute(c, 'phone', me, now);
      free(c, me, now);
      if (!command.note.trim()) refuse({ kind: 'empty' });
      if (new Date(command.at).getTime() > now + 60_000) refuse({ kind: 'notYet' });
      if (command.endsTriage != null && c.route !== 'phone') route(c, 'phone', command.endsTriage, me, now);
      note(c, now, me, { kind: 'contacted', contact: command.contact, when: command.at, note: command.note });
      return;
    case 'resend': {
      const failed = c.deliveries.filter((d) => d.state.kind === 'failed');
      if (!failed.length) refuse({ kind: 'alreadyDone' });
      for (const delivery of failed) {
        delivery.state = { kind: 'queued' };
        delivery.since = iso(now);
        carry(c, delivery);
      }
      return;
    }
    case 'close': {
      const not = closeRefusal(c, me, now);
      if (not) refuse(not);
      if (command.seen !== messages(c)) refuse({ kind: 'unseenMessage' });
      return close(c, command.closing, me, now, carry);
    }
    case 'reopen':
      if (!c.closed) refuse({ kind: 'notClosed' });
      if (!command.why.trim()) refuse({ kind: 'empty' });
      c.closed = null;
      c.route = null;
      c.identity = null;
      c.risk = null;
      note(c, now, me, { kind: 'reopened', why: command.why });
      return;
    default:
      return alert(c, command, me, now);
  }
}

function mayRoute(c: Conv, to: Route, me: StaffView, now: number): void {
  free(c, me, now);
  if (missing(c).length) refuse({ kind: 'triageOpen', missing: missing(c) });
  if (unreadFindings(c).length) refuse({ kind: 'findingUnread' });
  const not = to === 'answerHere' ? answerRefusal(c, me) : null;
  if (not) refuse(not);
}

function route(c: Conv, to: Route, seconds: number, me: StaffView, now: number, words = ''): void {
  c.route = to;
  c.seconds = seconds;
  c.claim = to === 'dutyList' ? null : { by: me, at: now };
  note(c, now, me, { kind: 'routed', to, note: words.trim() });
}

function reply(c: Conv, command: Extract<Command, { kind: 'reply' }>, me: StaffView, now: number, carry: Carry): void {
  if (command.endsTriage != null) mayRoute(c, 'answerHere', me, now);
  const not = replyRefusal(c, me, now);
  if (not) refuse(not);
  if (command.seen !== messages(c)) refuse({ kind: 'unseenMessage' });
  if (!command.text.trim()) refuse({ kind: 'empty' });
  if (command.text.length > 5000) refuse({ kind: 'tooLong', most: 5000 });
  if (/https?:\/\/(?!www\.nhs\.uk)/i.test(command.text)) refuse({ kind: 'linkNotAllowed' });
  if (command.endsTriage != null && c.route !== 'answerHere') route(c, 'answerHere', command.endsTriage, me, now);
  const delivery: DeliveryView = { id: makeId(), state: { kind: 'queued' }, since: iso(now), recordVersion: null };
  c.deliveries.push(delivery);
  note(c, now, me, {
    kind: 'sent',
    channel: c.replyBy!,
    from: `${me.name}, Hollin Lane Surgery`,
    text: command.text,
    delivery,
  });
  c.drafts.delete(me.id);
  carry(c, delivery);
  if (command.then.kind === 'wait') {
    c.waitingUntil = command.then.until;
    c.claim = null;
  } else close(c, command.then.closing, me, now, carry);
}

function close(
  c: Conv,
  closing: Extract<Command, { kind: 'close' }>['closing'],
  me: StaffView,
  now: number,
  carry: Carry,
): void {
  if (closing.outcome.kind === 'other' && !closing.outcome.what.trim()) refuse({ kind: 'outcomeMissing' });
  c.version += 1;
  c.closed = { closing, looked: { by: me, at: iso(now) }, version: c.version };
  c.claim = null;
  c.waitingUntil = null;
  const delivery: DeliveryView = { id: makeId(), state: { kind: 'queued' }, since: iso(now), recordVersion: c.version };
  c.deliveries.push(delivery);
  note(c, now, me, { kind: 'closed', closing });
  carry(c, delivery);
}

function alert(c: Conv, command: Extract<Command, { letter: string }>, me: StaffView, now: number): void {
  const found = c.alerts.find((a) => a.letter === command.letter);
  if (!found) return refuse({ kind: 'notHere' });
  const looked = { by: me, at: iso(now) };
  if (found.resolved && command.kind !== 'seeAlert') refuse({ kind: 'alreadyDone' });
  switch (command.kind) {
    case 'seeAlert':
      if (!found.seen.some((s) => s.by.id === me.id)) found.seen.push(looked);
      c.looked = looked;
      return;
    case 'takeAlert':
      found.taken.push(looked);
      note(c, now, me, { kind: 'alertTaken' });
      return;
    case 'passAlert':
      found.passedAt = now;
      note(c, now, me, { kind: 'alertPassed' });
      return;
    case 'attemptContact':
      if (new Date(command.at).getTime() > now + 60_000) refuse({ kind: 'notYet' });
      if (command.contact === 'handedOver' && !command.note.trim()) refuse({ kind: 'empty' });
      found.attempts.push({ contact: command.contact, looked, note: command.note });
      note(c, now, me, { kind: 'contacted', contact: command.contact, when: command.at, note: command.note });
      return;
    case 'acceptAlert':
      return accept(c, found, me, now);
    case 'resolveAlert':
      if (!found.accepted) refuse({ kind: 'notAccepted' });
      if (!found.attempts.some((t) => t.contact !== 'noAnswer')) refuse({ kind: 'noContact' });
      if (!command.outcome.trim()) refuse({ kind: 'outcomeMissing' });
      found.resolved = looked;
      found.outcome = command.outcome;
      for (const finding of unreadFindings(c)) finding.read = looked;
      note(c, now, me, { kind: 'alertResolved', outcome: command.outcome });
  }
}

export function accept(c: Conv, found: Alert, me: StaffView, now: number): void {
  if (!may(me.roles).includes('acceptAlert')) refuse({ kind: 'notAllowed', action: 'acceptAlert' });
  if (found.accepted) refuse({ kind: 'alreadyDone' });
  if (!holder(found)) found.taken.push({ by: me, at: iso(now) });
  found.accepted = { by: me, at: iso(now) };
  note(c, now, me, { kind: 'alertAccepted' });
}
