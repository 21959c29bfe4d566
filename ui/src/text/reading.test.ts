import { expect, it } from 'vitest';
import { readingAge } from './reading';

it.each([
  ['', null],
  ['Thank you.', null],
  ['Your tablets are ready. You can come on Thursday. Call us if you feel worse.', [5, 8]],
  [
    'Following multidisciplinary consideration of your correspondence, pharmacological intervention necessitates reconfiguration of administration arrangements.',
    [17, 18],
  ],
] as const)('reading age of %j', (text, expected) => {
  const age = readingAge(text);
  if (expected === null) expect(age).toBeNull();
  else {
    expect(age).toBeGreaterThanOrEqual(expected[0]);
    expect(age).toBeLessThanOrEqual(expected[1]);
  }
});
