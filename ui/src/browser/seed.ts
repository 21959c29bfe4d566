/** The morning of Tuesday 25 August 2026 at Hollin Lane Surgery. Invented patients, valid 999 numbers, drama numbers to phone. */
import type {
  Category,
  PatientChannel,
  Due,
  FindingView,
  Identity,
  PersonName,
  StaffView,
  Tier,
  WhyUnassessed,
  Writer,
} from '../api.gen';
import { type Alert, type Conv, dueAt, HOUR, iso, makeId, MINUTE } from './model';
import { brandt, jo, okafor, priya } from './staff';

/** 10:42 in the practice. */
export const START = Date.UTC(2026, 7, 25, 9, 42);
const at = (hour: number, minute: number, daysAgo = 0): number => Date.UTC(2026, 7, 25 - daysAgo, hour - 1, minute);
const CLOSING = at(18, 30);

/** Valid numbers of the test range 999 0xx xxxx, one per index. */
export function nhsNumber(index: number): string {
  for (let n = 1 + index * 3; ; n += 1) {
    const nine = `999${String(n).padStart(6, '0')}`;
    const sum = [...nine].reduce((all, digit, place) => all + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${nine.slice(0, 3)} ${nine.slice(3, 6)} ${nine.slice(6)}${check}`;
  }
}

export interface Seed {
  name: [family: string, given: string, title: string];
  born: string;
  gender?: 'female' | 'male';
  nhs?: string;
  text: string;
  received: number;
  channel?: PatientChannel;
  identity?: Identity;
  writer?: [relation: string, name: string];
  find?: { words: string; rule: string; category: Category; tier: 'check' | 'alert'; why: string; lowered?: string }[];
  unassessed?: WhyUnassessed;
  /** No rule found anything, the second reader did. */
  readsLike?: Category;
  use?: string;
  clinical?: boolean;
  telephone?: string | null;
  address?: string | null;
  links?: string[];
  looked?: [StaffView, number];
  matches?: boolean | null;
  known?: boolean;
  /** The channel carried the NHS number alone. */
  nameless?: boolean;
}

function finding(seed: Seed, found: NonNullable<Seed['find']>[number], number: number): FindingView {
  const start = seed.text.indexOf(found.words);
  return {
    number,
    rule: found.rule,
    category: found.category,
    tier: { kind: found.tier },
    start,
    end: start + found.words.length,
    loweredBy: found.lowered ?? null,
    why: found.why,
    read: null,
  };
}

export function make(seed: Seed, index: number): Conv {
  const [family, given, title] = seed.name;
  const name: PersonName = { family, given, title };
  const writer: Writer = seed.writer
    ? { kind: 'other', relation: seed.writer[0], name: seed.writer[1] }
    : { kind: 'patient' };
  const channel = seed.channel ?? 'nhsApp';
  const identity = seed.identity ?? (channel === 'nhsApp' ? 'nhsLogin' : 'claimed');
  const findings = (seed.find ?? []).map((found, number) => finding(seed, found, number));
  const tier: Tier = seed.unassessed
    ? { kind: 'unassessed', why: seed.unassessed }
    : findings.some((f) => f.tier.kind === 'alert')
      ? { kind: 'alert' }
      : findings.length || seed.readsLike
        ? { kind: 'check' }
        : { kind: 'none' };
  const marked = tier.kind !== 'none';
  const conv: Conv = {
    id: makeId(),
    patient: {
      known: seed.known ?? !seed.nameless,
      name: seed.nameless ? null : name,
      born: seed.nameless ? null : seed.born,
      gender: seed.nameless ? null : (seed.gender ?? 'female'),
      nhsNumber: seed.nhs ?? nhsNumber(index + 20),
      telephone: seed.telephone === undefined ? `07700 900${String(100 + index)}` : seed.telephone,
      address: seed.address ?? null,
      identity,
      verified: null,
      matchesRecord: seed.nameless ? null : seed.matches === undefined ? true : seed.matches,
    },
    writer,
    entries: [],
    use: seed.use ?? null,
    useChosen: false,
    identity: null,
    risk: null,
    excluded: null,
    overridden: null,
    route: null,
    seconds: 0,
    claim: null,
    looked: seed.looked ? { by: seed.looked[0], at: iso(seed.looked[1]) } : null,
    viewing: null,
    alerts: [],
    deliveries: [],
    replyBy: channel,
    waitingUntil: null,
    closed: null,
    version: 0,
    drafts: new Map(),
    reviewDue: marked || seed.clinical ? review(seed.received, marked) : null,
    answerDue: answer(seed.received, marked || (seed.clinical ?? false)),
    unconfirmed: 0,
  };
  conv.entries.push({
    id: makeId(),
    at: iso(seed.received),
    by: null,
    mine: false,
    unconfirmed: false,
    what: {
      kind: 'received',
      letter: makeId(),
      channel,
      writer,
      identity,
      receivedAt: iso(seed.received),
      text: seed.text,
      tier,
      findings,
      readsLike: seed.readsLike ? { category: seed.readsLike, chance: 80 } : null,
      links: seed.links ?? [],
      suspicions: (seed.links ?? []).map((link) => ({
        kind: link.includes('nhs') ? ('lookalikeLink' as const) : ('link' as const),
        words: link,
      })),
      acknowledgement: `Thank you. We have your message. If you are in danger now call 999, for urgent help 111. We answer by ${marked ? 'the end of today' : 'the end of Thursday 27 August'}. If you hear nothing by then, call 01632 960140.`,
    },
  });
  return conv;
}

function review(received: number, marked: boolean): Due {
  return marked
    ? dueAt(CLOSING, { kind: 'byClosing' }, { kind: 'closes', at: iso(CLOSING) })
    : dueAt(received + 24 * HOUR, { kind: 'workingDays', days: 1 });
}
function answer(received: number, clinical: boolean): Due {
  return clinical
    ? dueAt(CLOSING, { kind: 'workingDays', days: 1 }, { kind: 'closes', at: iso(CLOSING) })
    : dueAt(received + 48 * HOUR, { kind: 'workingDays', days: 2 });
}

export const bleeding: Seed = {
  name: ['Halloran', 'Patrick', 'Mr'],
  born: '1959-01-19',
  gender: 'male',
  nhs: '999 000 0050',
  received: at(9, 2),
  channel: 'webForm',
  telephone: '01632 960177',
  text: 'I had a tooth out on Friday and the gum is still bleeding on and off. I have to change the gauze every hour or so. I am on warfarin. Should I come in?',
  find: [
    {
      words: 'gum is still bleeding',
      rule: 'HA-03',
      category: 'severeBleeding',
      tier: 'check',
      why: 'Bleeding with a blood thinner: “still bleeding” with “warfarin”. A clinician must see it today.',
    },
  ],
  use: 'clinical-query',
  clinical: true,
};

const heart: Seed = {
  name: ['Wood', 'Margaret', 'Mrs'],
  born: '1945-03-02',
  nhs: '999 000 0069',
  received: at(9, 35),
  writer: ['daughter', 'Susan Wood'],
  telephone: '01632 960164',
  text: 'Mum’s ankles are swollen again and she sleeps in the chair because she gets breathless lying down. Can someone look at her tablets?',
  find: [
    {
      words: 'breathless lying down',
      rule: 'BR-04',
      category: 'breathingDifficulty',
      tier: 'check',
      why: 'Breathless lying down with swollen ankles may be heart failure.',
    },
  ],
  looked: [priya, at(10, 41)],
  clinical: true,
  use: 'clinical-query',
};

export const seeds: Seed[] = [
  bleeding,
  heart,
  {
    name: ['Kowalska', 'Zofia', 'Ms'],
    born: '1993-05-21',
    nhs: '999 000 0077',
    received: at(9, 30),
    text: 'Wyniki badania krwi\nDzień dobry, czy są już moje wyniki badania krwi z zeszłego tygodnia?',
    unassessed: 'language',
  },
  {
    name: ['Lewis', 'Gareth', 'Mr'],
    born: '1968-02-11',
    gender: 'male',
    received: at(10, 2),
    text: '(no words, 1 photo)',
    unassessed: 'noWords',
    identity: 'claimed',
    matches: false,
  },
  {
    name: ['Patel', 'Amira', 'Ms'],
    born: '1987-03-14',
    nhs: '999 000 0026',
    received: at(9, 58),
    telephone: '07700 900118',
    use: 'prescription-collection',
    text: 'Hello, please could my brown inhaler (Clenil) go to Well Pharmacy on Castle Street instead of Boots? I can collect on Thursday. Is my asthma review due as well? I am fine otherwise, no chest pain and sleeping well. Thank you.',
    find: [
      {
        words: 'no chest pain',
        rule: 'CV-01',
        category: 'chestPain',
        tier: 'check',
        lowered: 'NEG-2',
        why: 'Chest pain may be the heart. “no” stands before it; a person must still read it.',
      },
    ],
  },
  {
    name: ['Abara', 'Chidi', 'Mr'],
    born: '1998-07-30',
    gender: 'male',
    received: at(17, 46, 1),
    text: 'My sick note runs out on Friday\nCan it be renewed for two more weeks? My back is better but I cannot lift yet.',
    looked: [priya, at(8, 14)],
    clinical: true,
    use: 'clinical-query',
  },
  {
    name: ['Begum', 'Nasreen', 'Miss'],
    born: '2021-04-09',
    received: at(10, 20),
    channel: 'webForm',
    writer: ['mother', 'Salma Begum'],
    text: 'School needs an inhaler letter\nThey want to know how many puffs and when.',
    looked: [priya, at(10, 33)],
    use: 'records',
  },
  {
    name: ['Finch', 'Eleanor', 'Mrs'],
    born: '1954-01-08',
    received: at(10, 31),
    channel: 'webForm',
    text: 'Moved house, new address and landline\n14 Mill Lane, Hollin HL2 3PQ. My number is 01632 960122.',
    use: 'records',
  },
  {
    name: ['Doyle', 'Kieran', 'Mr'],
    born: '1982-10-17',
    gender: 'male',
    received: at(10, 38),
    text: 'Is this text about paying for my items from you?\nIt says to pay at nhs-prescript.example/pay today.',
    links: ['nhs-prescript.example/pay'],
  },
  {
    name: ['Sinclair', 'Rory', 'Mr'],
    born: '1975-06-25',
    gender: 'male',
    nhs: '999 000 0018',
    received: at(10, 39),
    text: 'Which day can I collect my tablets?',
    use: 'prescription-collection',
  },
  {
    name: ['Ahmed', 'Farah', 'Mrs'],
    born: '2002-02-02',
    received: at(10, 40),
    channel: 'webForm',
    text: 'New surname after my wedding\nMy new surname is Rahman. What do you need to see?',
    use: 'records',
  },
  {
    name: ['', '', ''],
    born: '1970-01-01',
    nhs: '999 000 0042',
    received: at(10, 41),
    text: 'Please can you tell me when the flu clinic is?',
    use: 'reminder',
    nameless: true,
  },
  {
    name: ['Turner', 'Joyce', 'Mrs'],
    born: '1948-11-30',
    nhs: '999 000 0085',
    received: at(10, 41),
    text: 'Thank you, and can I have a paper copy?',
    use: 'records',
  },
];

export const danger: Seed = {
  name: ['Whitlock', 'Jamie', 'Mr'],
  born: '1999-09-02',
  gender: 'male',
  nhs: '999 000 0034',
  received: START,
  telephone: '07700 900318',
  address: 'Flat 3, 18 Tanner Row, Hollin, HL4 7QT',
  text: 'I’m sorry to write this here. I can’t see a way through any more. I’ve been saving my tablets and I keep thinking about taking them all tonight. Please don’t ring my mum.',
  find: [
    {
      words: 'saving my tablets',
      rule: 'SH-02',
      category: 'suicideSelfHarm',
      tier: 'alert',
      why: 'Means with a time: “saving my tablets” … “taking them all tonight”. Top tier; nothing lowers it.',
    },
    {
      words: 'taking them all tonight',
      rule: 'SH-02',
      category: 'suicideSelfHarm',
      tier: 'alert',
      why: 'Means with a time: “saving my tablets” … “taking them all tonight”. Top tier; nothing lowers it.',
    },
  ],
};

export function raise(conv: Conv, now: number): Alert {
  const what = conv.entries[0]!.what;
  const letter = what.kind === 'received' ? what.letter : '';
  const alert: Alert = {
    letter,
    category: 'suicideSelfHarm',
    channel: conv.replyBy ?? 'nhsApp',
    receivedAt: now,
    raisedAt: now,
    seen: [],
    taken: [],
    passedAt: null,
    attempts: [],
    accepted: null,
    resolved: null,
    outcome: null,
  };
  conv.alerts.push(alert);
  return alert;
}

/** Some that are further on: on the duty list, with the patient, answered, closed and filed or refused. */
export function further(): Conv[] {
  const triaged = (c: Conv, route: 'dutyList' | 'answerHere', by: StaffView, when: number) => {
    c.identity = { how: 'matchesRecord', looked: { by, at: iso(when) } };
    c.useChosen = true;
    c.use ??= 'clinical-query';
    c.risk = { redFlag: false, looked: { by, at: iso(when) } };
    c.route = route;
    c.looked = { by, at: iso(when) };
    for (const e of c.entries)
      if (e.what.kind === 'received') for (const f of e.what.findings) f.read = { by, at: iso(when) };
    c.entries.push({
      id: makeId(),
      at: iso(when),
      by,
      mine: false,
      unconfirmed: false,
      what: { kind: 'routed', to: route, note: '' },
    });
    return c;
  };
  const duty = [
    make(
      {
        ...bleeding,
        name: ['Osborne', 'Derek', 'Mr'],
        born: '1952-08-14',
        nhs: '999 000 0107',
        received: at(8, 40),
        telephone: '01632 960155',
        text: 'My nose has been bleeding on and off since yesterday evening. I am on apixaban. It stops when I pinch it.',
        find: [
          {
            words: 'nose has been bleeding',
            rule: 'HA-03',
            category: 'severeBleeding',
            tier: 'check',
            why: 'Bleeding with a blood thinner: “bleeding” with “apixaban”. A clinician must see it today.',
          },
        ],
      },
      40,
    ),
    make(
      {
        name: ['Malik', 'Yusuf', 'Mr'],
        born: '1990-12-01',
        gender: 'male',
        received: at(8, 55),
        text: 'The new tablets make me dizzy when I stand up. Should I go on with them?',
        use: 'clinical-query',
        clinical: true,
      },
      41,
    ),
    make(
      {
        name: ['Price', 'Bronwen', 'Mrs'],
        born: '1961-05-05',
        received: at(9, 10),
        writer: ['husband', 'Huw Price'],
        text: 'Bronwen’s stitches look red today. No fever. Photo if you need one.',
        use: 'follow-up',
        clinical: true,
      },
      42,
    ),
  ].map((c, n) => triaged(c, 'dutyList', n === 1 ? jo : priya, at(9, 20 + n * 9)));
  const waiting = [
    make(
      {
        name: ['Hughes', 'Bethan', 'Ms'],
        born: '1979-09-09',
        received: at(14, 5, 1),
        text: 'Can you change my appointment to the afternoon?',
        use: 'reminder',
      },
      50,
    ),
    make(
      {
        name: ['Nowak', 'Piotr', 'Mr'],
        born: '1985-01-27',
        gender: 'male',
        received: at(11, 12, 1),
        text: 'Which forms do you need for my registration?',
        use: 'records',
      },
      51,
    ),
  ].map((c) => {
    triaged(c, 'answerHere', jo, at(15, 0, 1));
    const delivery = { id: makeId(), state: { kind: 'read' as const }, since: iso(at(16, 0, 1)), recordVersion: null };
    c.deliveries.push(delivery);
    c.entries.push({
      id: makeId(),
      at: iso(at(15, 2, 1)),
      by: jo,
      mine: false,
      unconfirmed: false,
      what: {
        kind: 'sent',
        channel: c.replyBy!,
        from: 'Jo Marsden, Hollin Lane Surgery',
        text: 'Which of these times suits you? Reply here and we will put it in.',
        delivery,
      },
    });
    c.waitingUntil = '2026-09-01';
    return c;
  });
  return [...duty, ...waiting, ...closed(triaged)];
}

function closed(triaged: (c: Conv, route: 'answerHere', by: StaffView, when: number) => Conv): Conv[] {
  const one = (
    name: Seed['name'],
    born: string,
    when: number,
    state: Conv['deliveries'][number]['state'],
    index: number,
  ) => {
    const c = triaged(
      make(
        {
          name,
          born,
          received: when - 40 * MINUTE,
          text: 'Please send my prescription to the other pharmacy.',
          use: 'prescription-collection',
        },
        index,
      ),
      'answerHere',
      jo,
      when - 20 * MINUTE,
    );
    const reply = {
      id: makeId(),
      state: { kind: 'read' as const },
      since: iso(when - 8 * MINUTE),
      recordVersion: null,
    };
    c.deliveries.push(reply, { id: makeId(), state, since: iso(when), recordVersion: 1 });
    c.entries.push({
      id: makeId(),
      at: iso(when - 10 * MINUTE),
      by: jo,
      mine: false,
      unconfirmed: false,
      what: {
        kind: 'sent',
        channel: 'nhsApp',
        from: 'Jo Marsden, Hollin Lane Surgery',
        text: 'Your prescription went to the pharmacy you named.',
        delivery: reply,
      },
    });
    const closing = {
      outcome: { kind: 'requestDone' as const },
      summary: 'Prescription redirected.',
      fileAs: 'exactCopy' as const,
      online: 'shown' as const,
    };
    c.closed = { closing, looked: { by: jo, at: iso(when) }, version: 1 };
    c.version = 1;
    c.entries.push({
      id: makeId(),
      at: iso(when),
      by: jo,
      mine: false,
      unconfirmed: false,
      what: { kind: 'closed', closing },
    });
    return c;
  };
  return [
    one(['Tremayne', 'Isla', 'Mrs'], '1958-03-03', at(9, 12), { kind: 'failed', why: 'rejected' }, 60),
    one(['Clarke', 'Doreen', 'Mrs'], '1940-06-06', at(9, 55), { kind: 'arrived' }, 61),
    one(['Singh', 'Harpreet', 'Ms'], '1981-12-12', at(10, 20), { kind: 'arrived' }, 62),
    one(['Osei', 'Kwame', 'Mr'], '1972-04-18', at(10, 31), { kind: 'sent' }, 63),
  ];
}

export const told = [okafor, brandt, jo, priya];
const families = [
  'Archer',
  'Bailey',
  'Chowdhury',
  'Davies',
  'Evans',
  'Farrow',
  'Green',
  'Hassan',
  'Iqbal',
  'Jones',
  'Khan',
  'Lloyd',
  'Murphy',
  'Nkosi',
  'Owen',
  'Parker',
];
const given = [
  'Ada',
  'Ben',
  'Cara',
  'Dev',
  'Ella',
  'Femi',
  'Gwen',
  'Hugo',
  'Ines',
  'Jack',
  'Kemi',
  'Leo',
  'Maya',
  'Noor',
  'Omar',
  'Pia',
  'Ruth',
];
const wishes = [
  'Can I change my appointment?',
  'Which day can I collect my tablets?',
  'Please update my address',
  'Are my results normal?',
  'I need a letter for work',
];

/** One of the crowd, by its place: the same every time. */
export function crowdSeed(n: number): Seed {
  return {
    name: [families[n % families.length]!, given[n % given.length]!, 'Mx'],
    born: `19${String(40 + (n % 59)).padStart(2, '0')}-0${1 + (n % 9)}-1${n % 9}`,
    received: START - (100_000 - n) * 20_000,
    text: `${wishes[n % wishes.length]!} (${n + 1})`,
    channel: n % 3 ? 'nhsApp' : 'webForm',
    use: 'records',
  };
}
