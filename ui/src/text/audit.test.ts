import { describe, expect, it } from 'vitest';
import type { AuditCheck, What } from '../api.gen';
import { changeLines, faultWords, quarters, whatWords } from './audit';

describe('the audit in words', () => {
  it('says every entry in a plain line without codes', () => {
    const all: What[] = [
      { kind: 'signedIn' },
      { kind: 'signInRefused', why: 'wrong' },
      { kind: 'locked', cause: 'idle' },
      { kind: 'listed', list: 'dutyList' },
      { kind: 'searched', found: 1 },
      { kind: 'viewed', messages: 3 },
      { kind: 'did', command: 'seeAlert' },
      { kind: 'refused', asked: 'conversation', why: 'notAllowed' },
      { kind: 'verified', faults: 0 },
      { kind: 'published', record: 'restricted' },
      { kind: 'attested', to: { kind: 'briefing', version: 7 } },
    ];
    expect(all.map(whatWords)).toEqual([
      'Signed in',
      'Sign-in refused: wrong user name, password or code',
      'Locked: nobody was using it',
      'Opened the list “Duty list”',
      'Searched: 1 conversation shown',
      'Read 3 messages',
      'Showed the patient and message of a high-risk alert',
      'Refused: “Open a conversation”; their role does not allow it',
      'Checked the audit: nothing wrong',
      'Published: the list of restricted records',
      'Confirmed the briefing, version 7',
    ]);
  });

  it('says what was put in force, old and new, without codes', () => {
    const changes = [
      { what: 'alertRetryMinutes', from: '5', to: '3' },
      { what: 'hours.periods', of: 'Mon', from: '08:00 to 18:30', to: '08:00 to 20:00' },
      { what: 'roles', of: 'Jo Marsden', from: 'receptionist', to: 'receptionist, manager' },
      { what: 'accessUntil', of: 'Dr Tom Heald', to: '2026-09-05 00:00' },
      { what: 'restriction', of: '999 000 0085', from: 'Jo Marsden, relative; opened by Dr N Okafor' },
      { what: 'sectionChanged', of: 'What messaging is for here' },
    ];
    expect(changeLines({ kind: 'published', record: 'policy', changes })).toEqual([
      'minutes until a taken alert sounds again: 5 → 3',
      'opening hours, Monday: 08:00 to 18:30 → 08:00 to 20:00',
      'roles, Jo Marsden: Reception → Reception, Practice manager',
      'access ends, Dr Tom Heald: none → 05-Sep-2026 00:00',
      'restricted record, 999 000 0085: Jo Marsden, relative; opened by Dr N Okafor → none',
      'section changed, What messaging is for here',
    ]);
  });

  it('names the entry and the workstation of a fault', () => {
    const check = {
      workstations: [
        { device: 'a', name: 'RECEP-02, front desk' },
        { device: 'b', name: 'ROOM-4' },
      ],
    } as AuditCheck;
    expect(faultWords({ device: 'a', number: 7, place: 'here', kind: { kind: 'removed' } }, check)).toBe(
      'Entry 7 of RECEP-02 was removed.',
    );
    expect(
      faultWords({ device: 'a', number: 7, place: 'queue', kind: { kind: 'disowned', by: 'b' } }, check),
    ).toContain('ROOM-4 saw in the practice’s log');
  });

  it('counts quarters back over the turn of the year', () => {
    expect(quarters('2026-02-14', 3).map((q) => [q.from, q.until, q.words])).toEqual([
      ['2026-01-01', '2026-03-31', 'January to March 2026'],
      ['2025-10-01', '2025-12-31', 'October to December 2025'],
      ['2025-07-01', '2025-09-30', 'July to September 2025'],
    ]);
  });
});
