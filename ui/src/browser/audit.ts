/** An audit in memory: what the staff of the practice in memory did this week, and what its check finds. */
import type {
  AuditCheck,
  AuditExport,
  AuditFilter,
  AuditPage,
  AuditRow,
  Session,
  StaffView,
  UnusualView,
  What,
} from '../api.gen';
import type { Conv } from './model';
import { everybody, jo, okafor, priya } from './staff';

const DEVICE = 'de71ce00-0000-4000-8000-000000000001';
const ROOM = 'de71ce00-0000-4000-8000-000000000002';
const iso = (ms: number) => new Date(ms).toISOString();

export class Audit {
  rows: AuditRow[] = [];
  settled = new Map<string, UnusualView['resolved']>();

  constructor(convs: Conv[], start: number) {
    const minutes = (n: number) => start - n * 60_000;
    let n = 240;
    for (const [at, conv] of convs.entries()) {
      const by = [jo, priya, okafor][at % 3]!;
      this.note(by, { kind: 'did', command: 'verifyIdentity' }, minutes((n -= 7)), conv);
      this.note(by, { kind: 'viewed', messages: 1 + (at % 3) }, minutes(n + 2), conv);
    }
    this.note(priya, { kind: 'searched', found: 4 }, minutes(30));
    this.note(null, { kind: 'signInRefused', why: 'wrong' }, minutes(24));
    this.note(jo, { kind: 'refused', asked: 'close', why: 'triageOpen' }, minutes(12), convs[1]);
    for (let entry = 0; entry < 60; entry += 1)
      this.note(everybody[entry % 4]!, { kind: 'listed', list: 'needsTriage' }, minutes(300 + entry * 11));
  }

  note(by: StaffView | null, what: What, at: number, conv?: Conv): void {
    this.rows.push({
      device: DEVICE,
      number: this.rows.length + 1,
      at: iso(at),
      by,
      roles: by?.roles ?? [],
      workstation: 'RECEP-02, front desk',
      what,
      conversation: conv?.id ?? null,
      name: conv?.patient.name ?? null,
      nhsNumber: conv?.patient.nhsNumber ?? null,
    });
  }

  page(filter: AuditFilter, offset: number, limit: number): AuditPage {
    const digits = filter.patient?.replace(/\D/g, '') ?? null;
    const badNumber = digits !== null && digits.length !== 10;
    const fits = (row: AuditRow) =>
      (!digits || row.nhsNumber?.replace(/\D/g, '') === digits) &&
      (!filter.staff || row.by?.id === filter.staff) &&
      (!filter.from || row.at! >= filter.from) &&
      (!filter.until || row.at!.slice(0, 10) <= filter.until);
    const found = badNumber ? [] : this.rows.filter(fits).sort((a, b) => b.at!.localeCompare(a.at!));
    return { total: found.length, offset, rows: found.slice(offset, offset + limit), people: everybody, badNumber };
  }

  check(now: number, broken: boolean): AuditCheck {
    return {
      at: iso(now),
      entries: this.rows.length + 4120,
      logReached: true,
      workstations: [
        {
          device: DEVICE,
          name: 'RECEP-02, front desk',
          entries: this.rows.length,
          told: this.rows.length - 2,
          anchoredBy: 1,
          own: true,
        },
        { device: ROOM, name: 'ROOM-4', entries: 4120, told: 4120, anchoredBy: 1, own: false },
      ],
      faults: broken
        ? [
            { device: DEVICE, number: 41, place: 'here', kind: { kind: 'removed' } },
            { device: ROOM, number: 388, place: 'queue', kind: { kind: 'disowned', by: DEVICE } },
          ]
        : [],
    };
  }

  export(filter: AuditFilter): AuditExport {
    return {
      rows: this.page(filter, 0, 0).total,
      path: 'C:\\ProgramData\\Duty Desk\\exports\\audit 2026-08-25 104200.csv',
    };
  }

  unusual(now: number, convs: Conv[]): UnusualView[] {
    const patient = convs[0]!.patient;
    const day = (n: number) => iso(now - n * 86_400_000);
    const none = { of: null, name: null, nhsNumber: null };
    const all: Omit<UnusualView, 'resolved'>[] = [
      {
        id: 'a0000000-0000-4000-8000-000000000001',
        why: { kind: 'sameSurname' },
        by: jo,
        of: null,
        name: { family: 'Marsden', given: 'Ellen', title: 'Mrs' },
        nhsNumber: patient.nhsNumber,
        first: day(6),
        last: day(4),
        times: 3,
      },
      {
        id: 'a0000000-0000-4000-8000-000000000002',
        why: { kind: 'highVolume', patients: 84, usual: 22 },
        by: priya,
        ...none,
        first: day(9),
        last: day(9),
        times: 1,
      },
      {
        id: 'a0000000-0000-4000-8000-000000000003',
        why: { kind: 'atNight' },
        by: okafor,
        ...none,
        first: day(12),
        last: day(12),
        times: 2,
      },
    ];
    return all
      .map((one) => ({ ...one, resolved: this.settled.get(one.id) ?? null }))
      .sort((a, b) => Number(Boolean(a.resolved)) - Number(Boolean(b.resolved)));
  }

  settle(id: string, note: string, who: Session, now: number): void {
    this.settled.set(id, { by: { id: who.staffId, name: who.name, roles: who.roles }, at: iso(now), note });
  }
}
