import { describe, expect, it } from 'vitest';
import { isolated, seen, seenIn } from './foreign';
import { listName, plainName, writerShort } from './people';
import { writerLine } from './terms';

describe('texts of others', () => {
  it('show what would turn them round, one for one', () => {
    const hostile = 'web \u202efrom\u202c \u2067x\u2069\u0007';
    expect(seen(hostile)).toBe('web \ufffdfrom\ufffd \ufffdx\ufffd\ufffd');
    expect(seen(hostile)).toHaveLength(hostile.length);
    expect(seen('line\n\ttab, Zoë, 👩\u200d⚕️, \u200fעברית')).toBe('line\n\ttab, Zoë, 👩\u200d⚕️, \u200fעברית');
  });

  it('are shown wherever they stand in an answer', () => {
    const answer = { rows: [{ name: { family: 'a\u202eb' }, n: 3, none: null }], words: 'c\u0000' };
    expect(seenIn(answer)).toEqual({ rows: [{ name: { family: 'a\ufffdb' }, n: 3, none: null }], words: 'c\ufffd' });
    expect(seenIn({ draft: { text: 'a\u2028b' } }), 'but not in one’s own draft').toEqual({
      draft: { text: 'a\u2028b' },
    });
  });

  it('the name of a member of staff stands apart wherever an answer has it', () => {
    const deputy = { id: 'd', name: 'ד״ר לוי', roles: ['gp'] };
    const answer = seenIn({ slots: [{ deputy, duty: { id: 'o', name: 'Dr N Okafor', roles: ['gp'] } }] });
    expect(answer.slots[0]?.deputy.name).toBe('\u2068ד״ר לוי\u2069');
    expect(answer.slots[0]?.duty.name).toBe('Dr N Okafor');
  });

  it('whoever wrote stands apart too, whatever they are to the patient', () => {
    const name = 'נועה לוי';
    for (const writer of [
      { kind: 'other', relation: 'mother', name },
      { kind: 'clinician', name },
      { kind: 'organisation', name },
      { kind: 'notSaid', name },
    ] as const)
      expect(writerLine(writer, '')).toContain(`\u2068${name}\u2069`);
  });

  it('a name written from the right stands apart in a sentence, others stay as they are', () => {
    expect(isolated('Amira Patel')).toBe('Amira Patel');
    const name = { given: 'נועה', family: 'לוי' };
    for (const one of [plainName(name), listName(name), writerShort('בת', 'נועה')])
      expect(one).toMatch(/^\u2068.*\u2069$/);
  });
});
