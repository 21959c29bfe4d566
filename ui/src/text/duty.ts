/** Texts of the duty list beside the clinical system. */
import type { Contact, ContactView } from '../api.gen';
import { type Instant, time } from './when';

const contactShort: Record<Contact, string> = {
  spoke: 'Phoned, spoken to',
  seen: 'Seen',
  advised999: 'Advised to phone 999',
  calledAmbulance: 'Ambulance called',
  ambulanceCalled: '999 advised or ambulance called',
  noAnswer: 'Phoned, no answer',
  handedOver: 'Handed over',
};

export const dutyText = {
  position: (n: number, all: number) => (n === 1 ? `1 of ${all}, riskiest` : `${n} of ${all}`),
  why: 'Why:',
  triage: 'Triage:',
  writtenByPatient: 'Written by the patient',
  writtenBy: (who: string) => `Written by ${who}`,
  phone: (number: string) => `Phone: ${number}`,
  phoned: (at: Instant) => `Phoned, ${time(at)}`,
  noNumber: 'No number here: look in the clinical record',
  contact: 'Contact',
  results: {
    spoke: 'Spoken to',
    noAnswer: 'No answer',
    calledAmbulance: 'Ambulance called',
    advised999: '999 advised',
  },
  contacted: (one: ContactView) =>
    `${contactShort[one.contact]}, ${time(one.at)}${one.mine || !one.by ? '' : `, ${one.by.name}`}`,
  sayHow: 'Say how it went.',
  decision: 'Decision',
  first: 'say first whether you spoke',
  noAnswerYet: 'no answer: it stays on the list',
  seeToday: 'See today',
  seeTodayOf: (name: string) => `See ${name} today`,
  advise: 'Advise, reply',
  dealt: 'Dealt with by phone',
  seeTodayMeans: '“See today” asks reception to book: it stays in Needs triage until somebody has booked it.',
  keys: { move: 'next, previous', open: 'full thread' },
  after: 'After a decision the next patient opens; keys wait 0.7 seconds.',
  notPhoned: 'Not phoned after all',
  nothingElse: 'Nothing else is waiting for you. New high-risk messages open over this list.',
  notes: {
    spoke: 'Spoken to by phone from the duty list.',
    seen: 'Seen in person from the duty list.',
    advised999: 'Advised to phone 999, from the duty list.',
    calledAmbulance: 'Ambulance called from the duty list.',
    ambulanceCalled: '999 advised or ambulance called.',
    noAnswer: 'Phoned from the duty list, no answer.',
    handedOver: 'Handed over to another service from the duty list.',
  } satisfies Record<Contact, string>,
  recorded: {
    spoke: 'Recorded: spoken to.',
    seen: 'Recorded: seen.',
    advised999: 'Recorded: advised to phone 999.',
    calledAmbulance: 'Recorded: ambulance called.',
    ambulanceCalled: 'Recorded: 999 advised or ambulance called.',
    noAnswer: 'Recorded: no answer. It stays on the list.',
    handedOver: 'Recorded: handed over.',
  } satisfies Record<Contact, string>,
  bookToday: 'Book today: the duty clinician sees the patient.',
  bookedBy: (name: string) => `Reception books ${name} today.`,
  dealtSummary: 'Dealt with by phone by the duty clinician.',
  dealtWith: (name: string) => `${name}: dealt with by phone and closed; the document goes to the record.`,
};
