/** The rota and the safety work of the practice in memory: enough of the core's rules to show every screen and refusal. */
import type {
  DrillBrief,
  Failure,
  HazardForm,
  HazardView,
  IncidentView,
  Likelihood,
  NotReady,
  OnCall,
  PracticePolicy,
  Settings,
  Refusal,
  RotaDraft,
  RotaSlot,
  RotaWeek,
  SafetyCommand,
  SafetyRow,
  SafetyView,
  Severity,
  StaffView,
} from '../api.gen';
import type { Doubled as Host } from './doubled';
import { type Conv, iso, makeId, stage } from './model';
import { brandt, everybody, may, okafor } from './staff';

interface Surroundings {
  me: StaffView | null;
  now(): number;
  all(): Conv[];
  signedIn(): StaffView;
  tell(change: { kind: 'bar' } | { kind: 'safety' } | { kind: 'drill' }): void;
}
const DAY = 86_400_000;
const refuse = (refusal: Refusal): never => {
  throw {
    code: 'refused',
    retry: 'no',
    refusal,
    until: null,
    field: null,
    card: null,
    securityKey: null,
    tries: null,
  } satisfies Failure;
};
const clinicians = everybody.filter((one) => may(one.roles).includes('acceptAlert'));
const staffOf = (id: string | null): StaffView | null => everybody.find((one) => one.id === id) ?? null;
const matrix: Record<Likelihood, number[]> = {
  veryHigh: [3, 4, 4, 5, 5],
  high: [2, 3, 3, 4, 5],
  medium: [2, 2, 3, 3, 4],
  low: [1, 2, 2, 3, 4],
  veryLow: [1, 1, 2, 2, 3],
};
const severities: Severity[] = ['minor', 'significant', 'considerable', 'major', 'catastrophic'];
const riskOf = (rating: { severity: Severity; likelihood: Likelihood }) =>
  matrix[rating.likelihood][severities.indexOf(rating.severity)]!;

function lacks(draft: RotaDraft): NotReady | null {
  if (!draft.duty) return { kind: 'noDuty' };
  if (!draft.deputy) return { kind: 'noDeputy' };
  return draft.duty === draft.deputy ? { kind: 'samePerson' } : null;
}

export class Office {
  published: RotaDraft[] = [];
  drafts: RotaDraft[] = [];
  hazards: HazardView[] = [];
  incidents: IncidentView[] = [];
  drills: SafetyView['drills'] = [];
  answered = new Set<string>();
  onCall: OnCall | null = null;

  constructor(
    private readonly practice: Surroundings,
    scenes: Set<string>,
  ) {
    const monday = Date.UTC(2026, 7, 24);
    for (let day = 0; day < 5; day += 1)
      for (const [from, until] of [
        [7, 12],
        [13, 17.5],
      ] as const)
        this.published.push({
          from: iso(monday + day * DAY + from * 3_600_000),
          until: iso(monday + day * DAY + until * 3_600_000),
          duty: okafor.id,
          deputy: brandt.id,
        });
    if (scenes.has('planned')) {
      this.published = this.published.filter((slot) => slot.from < '2026-08-26T12');
      this.drafts.push({
        from: '2026-08-26T13:00:00.000Z',
        until: '2026-08-26T17:30:00.000Z',
        duty: brandt.id,
        deputy: null,
      });
      this.drafts.push({
        from: '2026-08-27T07:00:00.000Z',
        until: '2026-08-27T12:00:00.000Z',
        duty: brandt.id,
        deputy: okafor.id,
      });
    }
    if (scenes.has('register')) this.begin(everybody[4]!);
    if (scenes.has('drill')) setTimeout(() => this.start(everybody[4]!), 50);
  }

  onDuty(now: number): { duty: StaffView; deputy: StaffView } | null {
    const slot = this.published.find((one) => one.from <= iso(now) && iso(now) < one.until);
    return slot ? { duty: staffOf(slot.duty)!, deputy: staffOf(slot.deputy)! } : null;
  }

  drill(now: number): DrillBrief | null {
    const last = this.drills[0];
    return last && !this.answered.has(last.id) && now - new Date(last.started.at).getTime() < 15 * 60_000
      ? { id: last.id, started: last.started }
      : null;
  }

  #week(day: string): RotaWeek {
    const me = this.practice.signedIn();
    const at = new Date(`${day}T00:00:00Z`);
    const monday = at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY;
    const now = iso(this.practice.now());
    const days = [0, 1, 2, 3, 4].map((n) => {
      const date = iso(monday + n * DAY).slice(0, 10);
      const holiday = date === '2026-08-31';
      const training = date === '2026-09-03';
      const slots = holiday
        ? []
        : (
            [
              ['07:00', '12:00'],
              ['13:00', '17:30'],
            ] as const
          )
            .slice(0, training ? 1 : 2)
            .map(([from, until]): RotaSlot => {
              const [begins, ends] = [`${date}T${from}:00.000Z`, `${date}T${until}:00.000Z`];
              const draft = this.drafts.find((one) => one.from === begins);
              const slot = draft ?? this.published.find((one) => one.from <= begins && begins < one.until);
              return {
                from: begins,
                until: ends,
                duty: staffOf(slot?.duty ?? null),
                deputy: staffOf(slot?.deputy ?? null),
                published: Boolean(slot && !draft),
                whyNot: draft ? lacks(draft) : slot ? null : { kind: 'noDuty' },
                now: begins <= now && now < ends,
                past: ends <= now,
              };
            });
      const shut = holiday
        ? { kind: 'bankHoliday' as const, holiday: 'summer' as const }
        : training
          ? { kind: 'closure' as const, reason: 'Training afternoon', from: '13:00:00' }
          : null;
      return { date, today: date === now.slice(0, 10), shut, slots };
    });
    const ready = days
      .flatMap((one) => one.slots)
      .filter((slot) => !slot.published && slot.duty && !slot.whyNot).length;
    return {
      monday: iso(monday).slice(0, 10),
      days,
      clinicians,
      ready,
      maySet: may(me.roles).includes('publishRota'),
    };
  }

  #settings(): Settings {
    const policy = { onCall: this.onCall } as PracticePolicy;
    return { policy, mayChange: may(this.practice.signedIn().roles).includes('changePolicy') };
  }

  #safety(): SafetyView {
    const me = this.practice.signedIn();
    if (!may(me.roles).includes('readSafety'))
      return { hazards: [], incidents: [], drills: [], drillDue: false, workstations: 0, owners: [], mayManage: false };
    for (const hazard of this.hazards)
      hazard.incidents = this.incidents.filter((one) => one.hazard === hazard.id).length;
    return structuredClone({
      hazards: this.hazards,
      incidents: this.incidents,
      drills: this.drills,
      drillDue: this.drills.length === 0,
      workstations: 2,
      owners: everybody,
      mayManage: may(me.roles).includes('manageSafety'),
    });
  }

  #log(): SafetyRow[] {
    const now = this.practice.now();
    const reads = may(this.practice.signedIn().roles).includes('readMessages');
    return this.practice
      .all()
      .flatMap((c) =>
        c.alerts.map((a): SafetyRow => ({
          conversation: c.id,
          letter: a.letter,
          category: a.category,
          receivedAt: iso(a.receivedAt),
          outOfHours: false,
          name: reads ? c.patient.name : null,
          stage: stage(a, now),
          taken: a.taken[0] ?? null,
          secondsToTaken: a.taken[0] ? Math.round((new Date(a.taken[0].at).getTime() - a.raisedAt) / 1000) : null,
          attempts: a.attempts,
          accepted: a.accepted,
          resolved: a.resolved,
          outcome: a.outcome,
          incidents: this.incidents.filter((one) => one.conversation === c.id).length,
        })),
      )
      .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
  }

  #hazard(id: string, form: HazardForm, by: StaffView, why: string, old?: HazardView): HazardView {
    const version = { by: { by, at: iso(this.practice.now()) }, why, risk: riskOf(form.residual) };
    return {
      id,
      number: old?.number ?? this.hazards.length + 1,
      ...form,
      initialRisk: riskOf(form.initial),
      residualRisk: riskOf(form.residual),
      owner: staffOf(form.owner)!,
      overdue: false,
      incidents: 0,
      closed: null,
      history: [...(old?.history ?? []), version],
    };
  }

  begin(by: StaffView): void {
    const known = (
      name: string,
      cause: string,
      effect: string,
      severity: Severity,
      likelihood: Likelihood,
    ): HazardForm => ({
      name,
      cause,
      effect,
      initial: { severity, likelihood: 'medium' },
      residual: { severity, likelihood },
      owner: by.id,
      reviewBy: '2026-11-25',
      controls: [
        {
          kind: 'design',
          what: 'The rules read every message on arrival and alert every workstation.',
          evidence: 'Safety log',
        },
        { kind: 'test', what: 'A weekly drill on every workstation.', evidence: 'Safety log, drills' },
      ],
    });
    for (const form of [
      known(
        'A dangerous message is not seen in time',
        'It waits in a queue, the rules do not recognise it, or nobody is at a workstation.',
        'Somebody comes to serious harm while the practice holds their words.',
        'major',
        'medium',
      ),
      known(
        'An answer comes too late',
        'Work is not passed on, a clinician is away.',
        'A condition gets worse while the patient waits.',
        'considerable',
        'low',
      ),
    ])
      this.hazards.push(this.#hazard(makeId(), form, by, 'Known to every practice that takes messages from patients.'));
  }

  start(by: StaffView): void {
    this.drills.unshift({ id: makeId(), started: { by, at: iso(this.practice.now()) }, answers: [] });
    this.practice.tell({ kind: 'drill' });
  }

  #act(command: SafetyCommand): void {
    const me = this.practice.signedIn();
    const manages = may(me.roles).includes('manageSafety');
    const looked = { by: me, at: iso(this.practice.now()) };
    if (!manages && !['writeIncident', 'answerDrill'].includes(command.kind))
      refuse({ kind: 'notAllowed', action: 'manageSafety' });
    switch (command.kind) {
      case 'beginRegister':
        if (this.hazards.length) refuse({ kind: 'alreadyDone' });
        return this.begin(me);
      case 'writeHazard': {
        if (command.form.reviewBy < looked.at.slice(0, 10)) refuse({ kind: 'reviewPast' });
        const old = this.hazards.find((one) => one.id === command.id);
        const hazard = this.#hazard(command.id ?? makeId(), command.form, me, command.why, old);
        this.hazards = old ? this.hazards.map((one) => (one === old ? hazard : one)) : [...this.hazards, hazard];
        return;
      }
      case 'closeHazard': {
        const hazard = this.hazards.find((one) => one.id === command.id)!;
        hazard.closed = looked;
        hazard.history.push({ by: looked, why: command.why, risk: hazard.residualRisk });
        return;
      }
      case 'writeIncident': {
        const old = this.incidents.find((one) => one.id === command.id);
        const incident: IncidentView = {
          id: command.id ?? makeId(),
          ...command.form,
          reported: old?.reported ?? looked,
          closed: null,
          history: [...(old?.history ?? []), { by: looked, why: old ? 'Changed.' : 'Reported.', risk: null }],
        };
        this.incidents = old
          ? this.incidents.map((one) => (one === old ? incident : one))
          : [incident, ...this.incidents];
        return;
      }
      case 'closeIncident': {
        const incident = this.incidents.find((one) => one.id === command.id)!;
        if (!incident.hazard) refuse({ kind: 'hazardMissing' });
        if (!incident.learned) refuse({ kind: 'outcomeMissing' });
        incident.closed = looked;
        return;
      }
      case 'startDrill':
        return this.start(me);
      case 'answerDrill': {
        const drill = this.drills.find((one) => one.id === command.drill)!;
        if (this.answered.has(drill.id)) refuse({ kind: 'alreadyDone' });
        this.answered.add(drill.id);
        drill.answers.push({ by: looked, workstation: 'RECEP-02, front desk', desktopAlert: true });
      }
    }
  }

  host(
    answer: <T>(make: () => T) => Promise<T>,
  ): Pick<
    Host,
    | 'rotaWeek'
    | 'planRota'
    | 'publishRota'
    | 'settings'
    | 'publishSettings'
    | 'safety'
    | 'safetyLog'
    | 'safetyAct'
    | 'exportSafety'
  > {
    return {
      rotaWeek: (day) => answer(() => this.#week(day)),
      planRota: (draft, day) =>
        answer(() => {
          this.drafts = [
            ...this.drafts.filter((one) => one.from !== draft.from),
            ...(draft.duty || draft.deputy ? [draft] : []),
          ];
          return this.#week(day);
        }),
      publishRota: (day) =>
        answer(() => {
          const ready = this.drafts.filter((one) => !lacks(one));
          if (!ready.length)
            refuse({
              kind: 'rotaNotReady',
              why: lacks(this.drafts[0] ?? { from: '', until: '', duty: null, deputy: null }) ?? { kind: 'noDuty' },
            });
          this.published = [...ready, ...this.published];
          this.drafts = this.drafts.filter((one) => lacks(one));
          queueMicrotask(() => this.practice.tell({ kind: 'bar' }));
          return this.#week(day);
        }),
      settings: () => answer(() => this.#settings()),
      publishSettings: (_shown, chosen) =>
        answer(() => {
          if (chosen.onCall && !/^0[\d ]{9,13}$/.test(chosen.onCall.telephone.trim()))
            throw {
              code: 'badInput',
              retry: 'now',
              refusal: null,
              until: null,
              field: 'onCall.telephone',
              card: null,
              securityKey: null,
              tries: null,
            } satisfies Failure;
          this.onCall = chosen.onCall ?? null;
          return this.#settings();
        }),
      safety: () => answer(() => this.#safety()),
      safetyLog: (offset, limit) =>
        answer(() => ({ total: this.#log().length, offset, rows: this.#log().slice(offset, offset + limit) })),
      safetyAct: (command) =>
        answer(() => {
          this.#act(command);
          queueMicrotask(() => (this.practice.tell({ kind: 'safety' }), this.practice.tell({ kind: 'bar' })));
          return this.#safety();
        }),
      exportSafety: async () => {},
    };
  }
}
