/**
 * A whole practice in memory behind the same `Host` as the core, so that every screen and state runs in a plain browser.
 * The address chooses the scene: `?as=jo.marsden&scene=alert,offline`. Time flows from 10:42. Nothing here is in the application's build.
 */
import type {
  Action,
  Bar,
  Briefing,
  CardTrouble,
  Change,
  Failure,
  Gate,
  Page,
  Queue,
  Row,
  SecurityKeyTrouble,
  Session,
  StaffView,
  Stage,
} from './api.gen';
import { attest, briefingView, publishBriefing } from './browser/attest';
import { Audit } from './browser/audit';
import { Reader } from './browser/cards';
import { KeyPort } from './browser/securityKeys';
import { act, accept, Refused } from './browser/decide';
import { type Conv, heldBy, holder, iso, lastLetter, makeId, note, place, row, stage, view } from './browser/model';
import { Office } from './browser/office';
import { crowdSeed, danger, further, make, raise, seeds, START, type Seed, told } from './browser/seed';
import { publish, restrictions } from './browser/restricted';
import { brandt, byUserName, codeAt, demoPeople, okafor, PASSWORD, priya, sessionOf } from './browser/staff';
import { rosterHost } from './browser/roster';
import type { Doubled } from './browser/doubled';
import type { Host } from './host';

const wish = new URLSearchParams(location.search);
const scenes = new Set((wish.get('scene') ?? '').split(',').filter(Boolean));
const failure = (code: Failure['code'], more: Partial<Failure> = {}): Failure => ({
  code,
  retry: 'now',
  refusal: null,
  until: null,
  field: null,
  card: null,
  securityKey: null,
  tries: null,
  ...more,
});
const CROWD = 100_000;

class Practice {
  me: StaffView | null = null;
  conversations = new Map<string, Conv>();
  crowd: Conv[] = [];
  listeners = new Set<(change: Change) => void>();
  offlineSince: number | null = scenes.has('offline') ? START - 120_000 : null;
  failing: Failure['code'] | null = scenes.has('failing') ? 'storage' : null;
  slow = 0;
  wrong = 0;
  ahead = START - Date.now();
  dismissed = new Set<string>();
  reader = new Reader(scenes, wish.get('trouble') as CardTrouble | null);
  keys = new KeyPort(scenes, wish.get('keytrouble') as SecurityKeyTrouble | null, (change) => this.tell(change));
  published: Briefing[] = [];
  /** What the screens have asked for, in order. */
  commands: string[] = [];
  #calls = 0;
  #unanswered = 0;

  constructor() {
    for (const conv of [...(scenes.has('empty') ? [] : seeds.map(make)), ...(scenes.has('empty') ? [] : further())])
      this.conversations.set(conv.id, conv);
    const looked = [...this.conversations.values()].find((c) => c.patient.name?.family === 'Wood');
    if (looked) looked.viewing = priya;
  }

  /** Counts a call until it is answered. */
  async counted<T>(call: Promise<T>): Promise<T> {
    this.#calls += 1;
    this.#unanswered += 1;
    try {
      return await call;
    } finally {
      this.#unanswered -= 1;
    }
  }
  /** Resolves when everything asked has been answered and the answers are on the screen. */
  async settled(): Promise<void> {
    let asked;
    do {
      asked = this.#calls;
      for (let frames = 0; frames < 2; frames += 1) await new Promise((done) => requestAnimationFrame(done));
      // What waits for a touch has settled: nothing more happens by itself.
    } while (this.#unanswered - this.keys.waiting > 0 || this.#calls > asked);
  }

  now = (): number => Date.now() + this.ahead;
  all = (): Conv[] => [...this.conversations.values()];
  tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
  changed(...convs: Conv[]): void {
    this.tell({ kind: 'conversations', ids: convs.map((c) => c.id) });
    this.tell({ kind: 'bar' });
  }

  find(id: string): Conv {
    const crowd = /^crowd-(\d+)$/.exec(id);
    if (crowd) return this.crowdMember(Number(crowd[1]));
    const conv = this.conversations.get(id);
    if (!conv) throw failure('notFound');
    return conv;
  }
  crowdMember(n: number): Conv {
    return (this.crowd[n] ??= { ...make(crowdSeed(n), n), id: `crowd-${n}` });
  }
  signedIn(): StaffView {
    if (!this.me) throw failure('locked');
    return this.me;
  }

  /** A message arrives. */
  arrive(seed: Partial<Seed> & Pick<Seed, 'text'>): string {
    const conv = make(
      { name: ['Newcomer', 'Nell', 'Ms'], born: '1990-01-01', received: this.now(), ...seed },
      this.conversations.size + 100,
    );
    this.conversations.set(conv.id, conv);
    this.changed(conv);
    return conv.id;
  }
  /** The patient writes again in a conversation that is open here. */
  writesAgain(family: string, text: string): void {
    const conv = this.all().find((c) => c.patient.name?.family === family)!;
    const last = lastLetter(conv)!.what;
    conv.entries.push({
      id: makeId(),
      at: iso(this.now()),
      by: null,
      mine: false,
      unconfirmed: false,
      what: {
        ...last,
        letter: makeId(),
        receivedAt: iso(this.now()),
        text,
        findings: [],
        readsLike: null,
        tier: { kind: 'none' },
        links: [],
        suspicions: [],
        acknowledgement: null,
      },
    });
    this.changed(conv);
  }
  /** The card leaves the reader: the core locks. */
  cardLeaves(): void {
    this.reader.view = this.reader.trouble('noCard');
    this.me = null;
    this.tell({ kind: 'locked' });
    this.tell({ kind: 'card' });
  }
  /** The person touches their security key. */
  touchKey(): void {
    this.keys.touch();
  }
  get touched(): number {
    return this.keys.touches;
  }
  /** Something dangerous arrives. */
  alarm(seed: Partial<Seed> = {}): void {
    const conv = make({ ...danger, received: this.now(), ...seed }, 70 + this.conversations.size);
    this.conversations.set(conv.id, conv);
    const alert = raise(conv, this.now());
    note(conv, this.now(), null, { kind: 'alertRaised' });
    this.changed(conv);
    this.tell({ kind: 'alert', conversation: conv.id, letter: alert.letter, raised: true });
  }
  /** Dr Okafor accepts what somebody has taken. */
  doctorAccepts(): void {
    for (const conv of this.all()) {
      for (const alert of conv.alerts.filter((a) => !a.resolved && !a.accepted)) {
        accept(conv, alert, okafor, this.now());
        this.changed(conv);
        this.tell({ kind: 'alert', conversation: conv.id, letter: alert.letter, raised: false });
      }
    }
  }
  /** Dr Okafor opens the words. */
  doctorOpens(family: string): void {
    const conv = this.all().find((c) => c.patient.name?.family === family)!;
    conv.looked = { by: okafor, at: iso(this.now()) };
    this.changed(conv);
  }
  /** Dr Okafor reaches the patient and closes every alert. */
  doctorResolves(): void {
    for (const conv of this.all())
      for (const alert of conv.alerts.filter((a) => !a.resolved)) {
        const looked = { by: okafor, at: iso(this.now()) };
        alert.attempts.push(
          { contact: 'noAnswer', looked, note: 'Rang out.' },
          { contact: 'spoke', looked, note: 'Spoke for a while.' },
        );
        alert.accepted ??= looked;
        alert.resolved = looked;
        alert.outcome = 'Safe with partner. Crisis team rings at 13:00.';
        this.changed(conv);
      }
  }
  colleagueTakes(family: string): void {
    const conv = this.all().find((c) => c.patient.name?.family === family)!;
    conv.claim = { by: brandt, at: this.now() };
    this.changed(conv);
  }
  goOffline(): void {
    this.offlineSince = this.now();
    this.tell({ kind: 'bar' });
  }
  /** Moves the clock on, as hours do. */
  pass(milliseconds: number): void {
    this.ahead += milliseconds;
    this.tell({ kind: 'bar' });
  }
}

const practice = new Practice();
const office = new Office(practice, scenes);
Object.assign(window, { practice, office });

/** With the scene `restricted`, one patient is a colleague's relative: named clinicians only. */
const closedTo = (conv: Conv, me: StaffView): boolean =>
  scenes.has('restricted') && conv.patient.name?.family === 'Wood' && !me.roles.includes('gp');
const covered = (r: Row): Row => ({
  ...r,
  name: null,
  nhsNumber: null,
  born: null,
  writer: { kind: 'patient' },
  firstLine: '',
  category: null,
  snippet: null,
  draft: false,
  restricted: true,
});
const rowFor = (c: Conv, me: StaffView): Row =>
  closedTo(c, me) ? covered(row(c, me, practice.now())) : row(c, me, practice.now());

let kept: Audit | null = null;
/** Who is signed in, if they may. */
function permitted(action: Action): StaffView {
  const me = practice.signedIn();
  if (!sessionOf(me).may.includes(action)) throw failure('refused', { refusal: { kind: 'notAllowed', action } });
  return me;
}
/** The audit, for those who may. */
function audit(action: Action): Audit {
  permitted(action);
  return (kept ??= new Audit(practice.all(), START));
}

const soonest = (r: Row): string => [r.reviewBy, r.answerBy].filter((x): x is string => Boolean(x)).sort()[0] ?? '9';
const inOrder = (a: Row, b: Row): number =>
  b.rank - a.rank || soonest(a).localeCompare(soonest(b)) || a.receivedAt.localeCompare(b.receivedAt);

function members(queue: Queue): Conv[] {
  const me = practice.signedIn();
  const now = practice.now();
  return practice.all().filter((c) => {
    const where = place(c);
    if (queue === 'needsTriage') return where === 'needsTriage';
    if (queue === 'dutyList') return where === 'dutyList';
    if (queue === 'waiting') return where === 'waitingForPatient';
    if (queue === 'mine') return where !== 'closed' && heldBy(c, now)?.by.id === me.id;
    return where === 'answering' && c.entries.some((e) => e.what.kind === 'sent');
  });
}

function list(queue: Queue): Row[] {
  const me = practice.signedIn();
  return members(queue)
    .map((c) => rowFor(c, me))
    .sort(inOrder);
}

function needsYou() {
  return practice.all().flatMap((c) =>
    c.deliveries.flatMap((d) => {
      if (d.state.kind !== 'failed' || practice.dismissed.has(d.id)) return [];
      const { why } = d.state;
      const what = d.recordVersion ? { kind: 'filingFailed' as const, why } : { kind: 'answerFailed' as const, why };
      return [{ id: d.id, conversation: c.id, name: c.patient.name, since: d.since, what }];
    }),
  );
}

const sounds = (at: Stage) => at.kind === 'untaken' || at.kind === 'soundingAgain';
function bar(): Bar {
  const now = practice.now();
  const me = practice.signedIn();
  const alerts = practice.all().flatMap((c) =>
    c.alerts
      .filter((a) => !a.resolved)
      .map((a) => ({
        conversation: c.id,
        letter: a.letter,
        receivedAt: iso(a.receivedAt),
        stage: stage(a, now),
        holder: holder(a)?.by ?? null,
        acceptedBy: a.accepted?.by ?? null,
        callsMe: sounds(stage(a, now)) && (told.some((one) => one.id === me.id) || now > a.raisedAt + 120_000),
      }))
      .sort((a, b) => Number(sounds(b.stage)) - Number(sounds(a.stage)) || a.receivedAt.localeCompare(b.receivedAt)),
  );
  const at = (hour: number, minute: number) => iso(Date.UTC(2026, 7, 25, hour - 1, minute));
  return {
    now: iso(now),
    open: true,
    until: at(18, 30),
    breakFrom: at(13, 0),
    breakUntil: at(14, 0),
    duty: office.onDuty(now)?.duty ?? null,
    deputy: office.onDuty(now)?.deputy ?? null,
    sync: practice.offlineSince
      ? {
          kind: 'offline',
          since: iso(practice.offlineSince),
          waiting: practice.all().reduce((n, c) => n + c.unconfirmed, 0),
        }
      : scenes.has('catching')
        ? { kind: 'catchingUp', left: 1240 }
        : { kind: 'live' },
    drill: office.drill(now),
    alerts,
    desktopAlerts: scenes.has('noalerts') ? 'noDaemon' : 'working',
    counts: {
      needsTriage: scenes.has('crowd') ? CROWD : members('needsTriage').length,
      mine: members('mine').length,
      dutyList: members('dutyList').length,
      waiting: members('waiting').length,
      toFile: members('toFile').length,
      needsYou: needsYou().length,
    },
    backupOverdueDays: scenes.has('backup') ? 9 : null,
  };
}

/** A gateway and a record system that answer after a moment. */
function carry(conv: Conv, delivery: Conv['deliveries'][number]): void {
  const fails = scenes.has('undeliverable') && !delivery.recordVersion;
  const move = (state: typeof delivery.state, after: number) =>
    setTimeout(() => {
      if (practice.offlineSince) return;
      delivery.state = state;
      delivery.since = iso(practice.now());
      practice.changed(conv);
    }, after);
  if (practice.offlineSince) conv.unconfirmed += 1;
  move({ kind: 'sent' }, 700);
  move(fails ? { kind: 'failed', why: 'rejected' } : { kind: 'arrived' }, 1600);
}

function gate(): Gate {
  if (practice.me) return { kind: 'signedIn', session: sessionOf(practice.me, !scenes.has('real')) };
  if (scenes.has('setup')) return { kind: 'setUp' };
  const blocked = wish.get('blocked') as Extract<Gate, { kind: 'blocked' }>['why'] | null;
  if (blocked) return { kind: 'blocked', why: blocked };
  const since = iso(practice.now() - 6 * 60_000);
  return {
    kind: 'signIn',
    practice: 'Hollin Lane Surgery',
    workstation: 'RECEP-02, front desk',
    protection: scenes.has('real') ? 'keystore' : 'demonstrationFile',
    demonstration: scenes.has('real') ? null : demoPeople(practice.now()),
    waiting: scenes.has('bell')
      ? { kind: 'alert', since }
      : scenes.has('nobody')
        ? { kind: 'nobodySignedIn', since }
        : { kind: 'nothing' },
    card: practice.reader.view,
    securityKey: practice.keys.owned.length ? practice.keys.asked : null,
  };
}

function enter(who: StaffView): Session {
  practice.me = who;
  if (scenes.has('alert')) setTimeout(() => practice.alarm(), Number(wish.get('after') ?? 300));
  return sessionOf(who, !scenes.has('real'));
}

const QR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><rect width="29" height="29" fill="#fff"/>${Array.from({ length: 21 * 21 }, (_, n) => (((n * 2654435761) >>> 7) % 5 < 2 ? `<rect x="${4 + (n % 21)}" y="${4 + Math.floor(n / 21)}" width="1" height="1"/>` : '')).join('')}</svg>`;

let preferences = {
  theme: (wish.get('theme') ?? 'system') as 'system' | 'light' | 'dark',
  singleKeys: true,
  sound: true,
};

/** The same host, each call counted until it is answered. */
function counting(host: Doubled): Host {
  const calls = Object.entries(host as unknown as Record<string, (...given: unknown[]) => unknown>).map(
    ([name, call]) => [
      name,
      (...given: unknown[]) => {
        const answer = call(...given);
        return answer instanceof Promise ? practice.counted(answer) : answer;
      },
    ],
  );
  return Object.fromEntries(calls) as Host;
}

export function browserHost(): Host {
  const as = byUserName(wish.get('as') ?? '');
  if (as) enter(as);
  const answer = async <T>(make: () => T): Promise<T> => {
    await new Promise((done) => setTimeout(done, practice.slow));
    return make();
  };
  return counting({
    gate: () => answer(gate),
    beginSetUp: (form) =>
      answer(() => {
        if (form.password.length < 12) throw failure('passwordTooShort', { field: 'password' });
        return {
          recoveryKit: 'K7QF-2MXT-9RWD-H4PA-6CZE-T8VN-3JYB-5LSG',
          totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
          totpQrSvg: QR,
        };
      }),
    finishSetUp: (code) =>
      answer(() => {
        if (code === '000000') throw failure('codeWrong');
        scenes.delete('setup');
        return null;
      }),
    signIn: (name, password, code) =>
      answer(() => {
        const who = byUserName(name);
        const right =
          who && password === PASSWORD && (code === codeAt(practice.now()) || code === codeAt(practice.now() - 30_000));
        if (right) return enter(who);
        practice.wrong += 1;
        if (practice.wrong >= 3) throw failure('wait', { until: iso(practice.now() + 5_000) });
        throw failure('wrongCredentials');
      }),
    signInWithCard: (pin, password) =>
      answer(() => {
        const wrong = practice.reader.try(pin);
        practice.tell({ kind: 'card' });
        if (wrong) throw failure('card', wrong);
        if (password !== null && password !== PASSWORD) throw failure('wrongCredentials');
        return enter(byUserName('jo.marsden')!);
      }),
    signInWithSecurityKey: async (name, pin) => {
      const wrong = await practice.keys.ask(pin);
      if (wrong) throw failure('securityKey', wrong);
      const who = byUserName(name);
      if (!who) throw failure('securityKey', { securityKey: 'wrongKey' });
      return enter(who);
    },
    cancelSecurityKey: () => answer(() => void practice.keys.stop()),
    yourSecurityKeys: () =>
      answer(() => ({ keys: practice.keys.owned, here: practice.keys.here, asked: practice.keys.asked })),
    enrolSecurityKey: async (password, pin, called) => {
      if (password !== PASSWORD) throw failure('wrongCredentials');
      const wrong = (await practice.keys.ask(pin)) ?? (await practice.keys.ask(pin));
      if (wrong) throw failure('securityKey', wrong);
      practice.keys.owned = [
        ...practice.keys.owned,
        { key: `k${practice.keys.owned.length + 1}`, name: called, since: iso(practice.now()) },
      ];
    },
    removeSecurityKey: (key) =>
      answer(() => void (practice.keys.owned = practice.keys.owned.filter((one) => one.key !== key))),
    yourCards: () =>
      answer(() => ({
        cards: practice.reader.owned,
        taken: practice.reader.taken,
        reader: practice.reader.view,
        rules: practice.signedIn().roles.includes('manager')
          ? {
              issuers: practice.reader.taken ? practice.reader.issuers : [],
              module: null,
              signOut: practice.reader.signOut,
              lists: '/home/reception/duty-desk/practice/revocation-lists',
            }
          : null,
      })),
    enrolCard: (password, pin) =>
      answer(() => {
        const { reader } = practice;
        if (password !== PASSWORD) throw failure('wrongCredentials');
        if (reader.view?.kind === 'trouble' && reader.view.why === 'unknown')
          reader.view = { kind: 'ready', ending: '4417', tries: 3, passwordNeeded: false };
        const wrong = reader.try(pin);
        if (wrong) throw failure('card', wrong);
        reader.owned = [{ key: 'a1', ending: '4417', since: iso(practice.now()), passwordNeeded: false }];
        practice.tell({ kind: 'card' });
        return null;
      }),
    removeCard: (key) =>
      answer(() => {
        const { reader } = practice;
        reader.owned = reader.owned.filter((one) => one.key !== key);
        reader.view = reader.trouble('unknown');
        return null;
      }),
    setCardRules: (issuers, _module, signOut) =>
      answer(() => {
        if (issuers.trim() && !issuers.includes('BEGIN CERTIFICATE')) throw failure('card', { card: 'badIssuer' });
        const { reader } = practice;
        [reader.taken, reader.signOut] = [Boolean(issuers.trim()), signOut];
        reader.view = reader.taken ? (reader.view ?? reader.trouble('noCard')) : null;
        return null;
      }),
    lock: () => answer(() => void (practice.me = null)),
    active: async () => {},
    bar: () => answer(bar),
    listQueue: (queue, offset, limit) =>
      answer((): Page => {
        if (scenes.has('crowd') && queue === 'needsTriage') {
          const me = practice.signedIn();
          const rows = Array.from({ length: Math.max(0, Math.min(limit, CROWD - offset)) }, (_, n) =>
            row(practice.crowdMember(offset + n), me, practice.now()),
          );
          return { total: CROWD, offset, rows };
        }
        const rows = list(queue);
        return { total: rows.length, offset, rows: rows.slice(offset, offset + limit) };
      }),
    search: (text, limit) =>
      answer(() => {
        const me = practice.signedIn();
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        const found = practice.all().filter((c) => {
          const hay = [
            c.patient.name?.family,
            c.patient.name?.given,
            c.patient.nhsNumber,
            c.patient.nhsNumber?.replace(/ /g, ''),
            ...c.entries.map((e) => ('text' in e.what ? e.what.text : '')),
          ]
            .join(' ')
            .toLowerCase();
          return words.every((word) => hay.includes(word));
        });
        const rows = found
          .map((c) => row(c, me, practice.now()))
          .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
        return { total: rows.length, offset: 0, rows: rows.slice(0, limit) };
      }),
    conversation: (id) =>
      answer(() => {
        const conv = practice.find(id);
        if (closedTo(conv, practice.signedIn())) throw failure('refused', { refusal: { kind: 'restricted' } });
        return view(conv, practice.signedIn(), practice.now(), told);
      }),
    act: (id, command) =>
      answer(() => {
        const me = practice.signedIn();
        const conv = practice.find(id);
        practice.commands.push(command.kind);
        if (practice.failing && command.kind !== 'look') throw failure(practice.failing, { retry: 'later' });
        try {
          act(conv, command, me, practice.now(), carry);
        } catch (reason) {
          throw reason instanceof Refused ? failure('refused', { refusal: reason.refusal }) : reason;
        }
        queueMicrotask(() => practice.changed(conv));
        if ('letter' in command && command.kind !== 'readFinding')
          queueMicrotask(() =>
            practice.tell({ kind: 'alert', conversation: id, letter: command.letter, raised: false }),
          );
        return view(conv, me, practice.now(), told);
      }),
    viewing: async () => {},
    saveDraft: (id, text) =>
      answer(() => {
        const me = practice.signedIn();
        const conv = practice.find(id);
        if (practice.failing) throw failure(practice.failing);
        const draft = { text, savedAt: iso(practice.now()) };
        if (text) conv.drafts.set(me.id, draft);
        else conv.drafts.delete(me.id);
        queueMicrotask(() => practice.changed(conv));
        return text ? draft : null;
      }),
    checkAnswer: (text) =>
      answer(() => {
        const links = text.match(/bit\.ly\S*|https?:\/\/(?!www\.nhs\.uk)\S+/g) ?? [];
        const most = 5000;
        const long = text.length > most ? { kind: 'tooLong' as const, most } : null;
        const link = links.length ? { kind: 'linkNotAllowed' as const } : null;
        return { refused: text.trim() ? (long ?? link) : { kind: 'empty' }, links, left: most - text.length };
      }),
    filings: (limit) =>
      answer(() => {
        practice.signedIn();
        const rows = practice.all().flatMap((c) =>
          c.deliveries
            .filter((d) => d.recordVersion)
            .map((d) => ({
              conversation: c.id,
              name: c.patient.name,
              nhsNumber: c.patient.nhsNumber,
              version: d.recordVersion!,
              state: d.state,
              since: d.since,
            })),
        );
        return rows
          .sort(
            (a, b) =>
              Number(b.state.kind === 'failed') - Number(a.state.kind === 'failed') || b.since.localeCompare(a.since),
          )
          .slice(0, limit);
      }),
    needsYou: () => answer(() => (practice.signedIn(), needsYou())),
    dismissNeedsYou: (id) =>
      answer(() => {
        practice.dismissed.add(id);
        practice.tell({ kind: 'bar' });
      }),
    ...office.host(answer),
    ...rosterHost({
      scenes,
      answer,
      failure,
      now: practice.now,
      me: () => practice.signedIn(),
      tell: (change) => practice.tell(change),
    }),
    preferences: async () => preferences,
    setPreferences: async (chosen) => void (preferences = chosen),
    testAlert: async () => (scenes.has('noalerts') ? 'noDaemon' : 'working'),
    openFolder: async () => {},
    briefing: () => answer(() => briefingView(practice.signedIn())),
    attest: (to) => answer(() => attest(practice.signedIn(), to)),
    publishBriefing: (briefing) =>
      answer(() => {
        publishBriefing(permitted('changePolicy'), briefing);
        practice.published.push(briefing);
      }),
    restrictions: () => answer(() => (permitted('manageStaff'), restrictions())),
    publishRestrictions: (records) =>
      answer(() => (permitted('manageStaff'), publish(records, (field) => failure('badInput', { field })))),
    auditPage: (filter, offset, limit) => answer(() => audit('readAudit').page(filter, offset, limit)),
    verifyAudit: () => answer(() => audit('readAudit').check(practice.now(), scenes.has('tampered'))),
    exportAudit: (filter) => answer(() => audit('readAudit').export(filter)),
    unusualAccess: () => answer(() => audit('readAudit').unusual(practice.now(), practice.all())),
    resolveUnusual: (item, note) =>
      answer(() => audit('readAudit').settle(item, note, sessionOf(practice.signedIn()), practice.now())),
    painted: async () => {},
    onClosing: () => () => {},
    onChange(listener) {
      practice.listeners.add(listener);
      return () => practice.listeners.delete(listener);
    },
  });
}
