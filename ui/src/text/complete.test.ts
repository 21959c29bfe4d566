/** Whatever the core may answer has words: the codes are read from the bindings themselves, not from the tables. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Blocked, Failure, FailureCode, Refusal, WhyFailed } from '../api.gen';
import { deliveryWhy, failures, failureWords, refusals, whyFailed } from './failures';
import { blockedText } from './gate';
import { cardTroubles, securityKeyTroubles } from './factors';

const bindings = readFileSync(new URL('../api.gen.ts', import.meta.url), 'utf8').replace(/\/\*\*.*?\*\//gs, '');

/** The members of a union in the bindings: its strings, or the kinds of its objects. */
function members(type: string): string[] {
  const body = new RegExp(`^export type ${type} = ([^;]*?(?:\\{[^}]*\\}[^;]*?)*);$`, 'm').exec(bindings)?.[1] ?? '';
  const kinds = [...body.matchAll(/kind: "(\w+)"/g)];
  return (kinds.length ? kinds : [...body.matchAll(/"(\w+)"/g)]).map((found) => found[1]!);
}

const failure = (code: string): Failure => ({
  code: code as FailureCode,
  retry: 'now',
  refusal: null,
  until: null,
  field: null,
  factor: null,
});

describe('every code of the core has words', () => {
  it('reads the codes from the bindings', () => {
    expect(members('FailureCode')).toContain('wrongCredentials');
    expect(members('WhyFailed')).toEqual(expect.arrayContaining(['render', 'conflict']));
    expect(members('Blocked')).toContain('diskFull');
    expect(members('Refusal')).toContain('heldBy');
  });

  it.each([
    ['FailureCode', failures],
    ['WhyFailed', whyFailed],
    ['Blocked', blockedText],
    ['Refusal', refusals],
    ['CardTrouble', cardTroubles],
    ['SecurityKeyTrouble', securityKeyTroubles],
  ] as const)('%s: each once, and no words for what is never said', (type, table) => {
    expect(Object.keys(table).sort()).toEqual(members(type).sort());
  });

  it('none is said in the words of another', () => {
    const said = [
      ...members('FailureCode')
        .filter((code) => code !== 'internal')
        .map((code) => failureWords(failure(code)).what),
      ...members('WhyFailed').map((why) => deliveryWhy(why as WhyFailed)),
      ...members('Blocked').map((why) => blockedText[why as Blocked].title),
    ];
    expect(new Set(said).size).toBe(said.length);
    expect(said).not.toContain(failures.internal.what);
    expect(said.every((words) => words.length > 8)).toBe(true);
  });

  it('a code of a newer core gets words too', () => {
    expect(failureWords(failure('onTheMoon'))).toEqual(failures.internal);
    expect(failureWords({ ...failure('refused'), refusal: { kind: 'onTheMoon' } as unknown as Refusal })).toEqual(
      failures.internal,
    );
    expect(deliveryWhy('onTheMoon' as WhyFailed)).toBe(whyFailed.unknown);
  });
});
