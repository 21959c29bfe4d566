import { describe, expect, it } from 'vitest';
import type { AlertBrief, AlertView, StaffView } from '../api.gen';
import { alertText, ladder } from './alert';
import { cardTroubles, factorWords, securityKeyTroubles } from './factors';
import { bellWords, hoursWords, syncWords } from './bar';
import {
  calledOf,
  deliveryWords,
  dueReason,
  fromWords,
  writerLine,
  listedAs,
  passTo,
  readsLike,
  riskWords,
  shortStaff,
} from './terms';
import { asFailure, failureWords, refusalLine } from './failures';

const NOW = '2026-08-25T10:24:00Z'; // 11:24 in the practice
const staff = (id: string, name: string): StaffView => ({ id, name, roles: ['gp'] });
const okafor = staff('o', 'Dr N Okafor');
const jo = { ...staff('j', 'Jo Marsden'), roles: ['receptionist' as const] };

describe('the bar', () => {
  it.each([
    [
      {
        open: true,
        until: '2026-08-25T17:30:00Z',
        breakFrom: '2026-08-25T12:00:00Z',
        breakUntil: '2026-08-25T13:00:00Z',
      },
      'Open until 18:30, break 13:00–14:00',
    ],
    [{ open: true, until: '2026-08-25T17:30:00Z', breakFrom: null, breakUntil: null }, 'Open until 18:30'],
    [{ open: false, until: '2026-08-26T07:00:00Z', breakFrom: null, breakUntil: null }, 'Closed until Wed 08:00'],
  ])('says the hours', (bar, words) => expect(hoursWords(bar, NOW)).toBe(words));

  it('says how the line is', () => {
    expect(syncWords({ kind: 'live' }).words).toBe('Live');
    expect(syncWords({ kind: 'offline', since: '2026-08-25T09:40:00Z', waiting: 3 })).toMatchObject({
      top: 'Offline since 10:40',
      words: '3 waiting to send',
    });
    expect(syncWords({ kind: 'clockWrong', seconds: -95 }).words).toBe('95 s slow');
    const failing = (unseen: boolean) => syncWords({ kind: 'failing', since: '2026-08-25T08:31:00Z', unseen });
    expect(failing(true)).toMatchObject({ kind: 'off', top: 'Not working since 09:31' });
    expect(failing(true).words).toContain('may not show');
    expect(failing(false).words).toContain('may not go out');
  });

  const brief = (more: Partial<AlertBrief>): AlertBrief => ({
    conversation: 'c',
    letter: 'l',
    receivedAt: '2026-08-25T10:21:00Z',
    stage: { kind: 'resolved' },
    holder: null,
    acceptedBy: null,
    callsMe: true,
    mine: false,
    takenAt: null,
    ...more,
  });
  it.each([
    [[], null],
    [[brief({})], { top: '1 high risk, 3 min', who: 'Nobody has taken it' }],
    [[brief({ holder: jo })], { top: '1 high risk, 3 min', who: 'You; no clinician yet' }],
    [[brief({ holder: jo, acceptedBy: okafor })], { top: '1 high risk, 3 min', who: 'You and Dr Okafor' }],
    [
      // In the core's order: `domain::alert::Alert::order`.
      [brief({ letter: 'm', receivedAt: '2026-08-25T10:23:00Z' }), brief({ holder: okafor, acceptedBy: okafor })],
      { top: '2 high risk, 1 min', who: 'Nobody has taken it' },
    ],
  ])('the bell names who has what matters most', (alerts, words) => expect(bellWords(alerts, 'j', NOW)).toEqual(words));
});

describe('the desk', () => {
  it.each([
    [
      { tier: { kind: 'alert' }, category: 'chestPain', readsLike: null, risk: 'high' },
      { kind: 'high', words: 'High: chest pain' },
    ],
    [
      { tier: { kind: 'check' }, category: 'severeBleeding', readsLike: 'stroke', risk: 'alertOpen' },
      { kind: 'high', words: 'High: bleeding' },
    ],
    [
      { tier: { kind: 'check' }, category: 'chestPain', readsLike: null, risk: 'lowered' },
      { kind: 'check', words: 'Check: lowered' },
    ],
    [
      { tier: { kind: 'unassessed', why: 'language' }, category: null, readsLike: null, risk: 'notAssessed' },
      { kind: 'check', words: 'Not assessed: language' },
    ],
    [
      { tier: null, category: null, readsLike: null, risk: 'notAssessed' },
      { kind: 'check', words: 'Not assessed yet' },
    ],
    [
      { tier: { kind: 'check' }, category: null, readsLike: 'stroke', risk: 'check' },
      { kind: 'check', words: 'Check: reads like stroke' },
    ],
    [
      { tier: { kind: 'check' }, category: null, readsLike: null, risk: 'check', flaggedBy: okafor },
      { kind: 'check', words: 'Check: red flag, Dr Okafor' },
    ],
    [{ tier: { kind: 'none' }, category: null, readsLike: null, risk: 'nothing' }, null],
    // Answered: there is nothing to assess.
    [{ tier: null, category: null, readsLike: null, risk: 'nothing' }, null],
  ] as const)('risk %o', (row, words) => expect(riskWords(row)).toEqual(words));

  it('says what a message reads like where no rule found anything', () =>
    expect(readsLike('suddenVision')).toBe('reads like sudden loss of sight'));

  it('calls patients by name, or by number where there is no name', () => {
    const amira = { name: { family: 'Patel', given: 'Amira', title: 'Ms' }, nhsNumber: '999 000 0026' };
    expect([calledOf(amira), listedAs(amira)]).toEqual(['Amira Patel', 'PATEL, Amira']);
    expect(calledOf({ name: null, nhsNumber: '999 000 0026' })).toBe('NHS No. 999 000 0026');
    expect(calledOf({ name: null, nhsNumber: null })).toBe('Name not given');
  });

  it('names staff as colleagues do', () => {
    expect(shortStaff('Dr N Okafor')).toBe('Dr Okafor');
    expect(shortStaff('Jo Marsden')).toBe('Jo Marsden');
    expect(passTo(okafor)).toBe('Pass to Dr Okafor’s duty list');
    expect(passTo(null)).toBe('Pass to the duty list');
    expect(fromWords({ kind: 'other', relation: 'daughter', name: 'Susan Wood' })).toBe('from daughter Susan');
    expect(fromWords({ kind: 'notSaid', name: '' })).toBe('not clear who wrote');
    expect(fromWords({ kind: 'clinician', name: '' })).toBe('from a clinician');
    expect(writerLine({ kind: 'patient' }, 'Amira Patel')).toBe('Amira Patel');
    expect(writerLine({ kind: 'other', relation: 'daughter', name: '' }, '')).toBe(
      'Somebody for the patient (daughter)',
    );
    expect(writerLine({ kind: 'clinician', name: 'Dr O Hale' }, '')).toBe('Dr O Hale (clinician)');
    expect(writerLine({ kind: 'system', name: '' }, '')).toBe('Another system');
    expect(writerLine({ kind: 'notSaid', name: '' }, 'Amira Patel')).toBe('Not clear who wrote');
  });

  it('gives the reasons of a due time in one sentence', () => {
    expect(
      dueReason({
        at: NOW,
        because: [
          { kind: 'workingDays', days: 2 },
          { kind: 'bankHoliday', date: '2026-08-31', holiday: 'summer' },
        ],
      }),
    ).toBe('Within 2 working days; 31-Aug-2026 is the summer bank holiday.');
    expect(dueReason({ at: NOW, because: [] })).toBe('');
  });

  it('has a word for every state of a delivery', () => {
    expect(deliveryWords({ kind: 'written' }, true).words).toBe('In the folder');
    expect(deliveryWords({ kind: 'onPage' }, false).words).toBe('On their page, not opened');
    expect(deliveryWords({ kind: 'unconfirmed' }, false)).toEqual({ kind: 'high', words: 'Never confirmed' });
    expect(deliveryWords({ kind: 'failed', why: 'rejected' }, false)).toEqual({ kind: 'high', words: 'Not delivered' });
  });
});

describe('failures', () => {
  it('say what happened and what to do, with the name and the time where they matter', () => {
    expect(refusalLine({ kind: 'heldBy', staff: 'x', until: '2026-08-25T09:56:00Z' }, 'Dr S Brandt')).toBe(
      'Dr S Brandt is working on this. If they stop, it returns to the queue at 10:56. Your draft is kept.',
    );
    expect(refusalLine({ kind: 'triageOpen', missing: ['identity', 'risk'] })).toMatch(/identity, risk/);
    expect(
      failureWords(
        asFailure({ code: 'lockedOut', retry: 'later', refusal: null, until: '2026-08-25T10:00:00Z', field: null }),
      ).now,
    ).toBe('You can try again at 11:00.');
    expect(
      failureWords(asFailure({ code: 'badInput', retry: 'now', refusal: null, until: null, field: 'odsCode' })).now,
    ).toMatch(/ODS code/);
    expect(failureWords(asFailure(new Error('boom'))).what).not.toMatch(/boom/);
    expect(failureWords(asFailure({ code: 'somethingNew' })).what).toBeTruthy();
  });
});

describe('the alert', () => {
  const alert: AlertView = {
    conversation: 'c',
    letter: 'l',
    category: 'suicideSelfHarm',
    raisedBy: null,
    noDanger: null,
    noDangerRefused: null,
    noDangerReasons: [],
    channel: 'nhsApp',
    receivedAt: '2026-08-25T10:21:00Z',
    toldAt: '2026-08-25T10:21:00Z',
    told: [
      { person: okafor, reach: 'notSignedIn' },
      { person: jo, reach: 'onScreen' },
    ],
    everyoneAt: '2026-08-25T10:23:00Z',
    callsEverybody: true,
    stage: { kind: 'untaken', told: 'everyone', everyoneAt: '2026-08-25T10:23:00Z' },
    seen: [{ by: okafor, at: '2026-08-25T10:22:00Z' }],
    holder: { by: jo, at: '2026-08-25T10:23:30Z' },
    confirmed: true,
    accepted: null,
    attempts: [],
    contactMade: false,
    contacts: [],
    resolved: null,
    welfareCheck: false,
    protocol: [],
  };
  it('tells at its foot who has seen and taken it', () => {
    expect(ladder(alert, okafor, null, 'j', NOW).map((rung) => `${rung.title}: ${rung.words}`)).toEqual([
      'Dr N Okafor, duty: Seen 11:22, not taken',
      'You, on triage: Took it 11:23',
      'Everybody signed in: Called 11:23. Sounding',
    ]);
  });
  it('says whom it has reached, and why everybody is called at once', () => {
    const untouched = { ...alert, seen: [], holder: null };
    const early = '2026-08-25T10:21:30Z';
    expect(ladder(untouched, okafor, null, 'j', early).map((rung) => `${rung.title}: ${rung.words}`)).toEqual([
      'Dr N Okafor, duty: Not seen signed in. Not opened yet',
      'You, on triage: Called 11:21, on their screen. Not opened yet',
      'Everybody signed in: Called at once: no clinician who is called first is seen signed in. Sounding',
    ]);
    expect(untouched.told.map(alertText.reached)).toEqual([
      'Dr N Okafor (not seen signed in)',
      'Jo Marsden (on their screen)',
    ]);
  });
  it('says nothing about the patient aloud', () => {
    expect(alertText.announcement(alert)).toBe(
      'High-risk message: suicide and self-harm, received 11:21. F9 shows it.',
    );
  });
});

describe('a smartcard', () => {
  it.each([
    [
      2,
      'That PIN is not right. 2 tries left.',
      'After 2 more wrong PINs the card locks, and only its issuer can unlock it.',
    ],
    [
      1,
      'That PIN is not right. 1 try left.',
      'After one more wrong PIN the card locks, and only its issuer can unlock it.',
    ],
    [null, 'That PIN is not right.', 'Type it again. After a few wrong PINs the card locks.'],
  ])('with %s tries left says so', (left, what, now) =>
    expect(factorWords({ factor: 'card', why: 'wrongPin', left })).toEqual({ what, now }),
  );

  it('has its own words for every trouble', () => {
    const said = Object.values(cardTroubles).map((words) => words.what);
    expect(new Set(said).size).toBe(said.length);
  });

  it('speaks through a failure of the core', () => {
    const factor = { factor: 'card', why: 'revoked', left: null } as const;
    const failure = { ...asFailure(null), code: 'factor' as const, factor };
    expect(failureWords(failure).what).toBe('This card was cancelled by its issuer.');
  });
});

describe('a security key', () => {
  it.each([
    [2, 'That is not the key’s PIN. 2 tries left.', 'After 2 more wrong PINs the key locks for good.'],
    [1, 'That is not the key’s PIN. 1 try left.', 'After one more wrong PIN the key locks for good.'],
    [null, 'That is not the key’s PIN.', 'Type it again. After a few wrong PINs the key locks.'],
  ])('with %s tries left says so', (left, what, now) =>
    expect(factorWords({ factor: 'securityKey', why: 'wrongPin', left })).toEqual({ what, now }),
  );

  it('has its own words for every trouble', () => {
    const said = Object.values(securityKeyTroubles).map((words) => words.what);
    expect(new Set(said).size).toBe(said.length);
  });

  it('speaks through a failure of the core', () => {
    const factor = { factor: 'securityKey', why: 'noSecret', left: null } as const;
    const failure = { ...asFailure(null), code: 'factor' as const, factor };
    expect(failureWords(failure).what).toBe('This security key cannot keep a secret, so it cannot open the messages.');
  });
});
