import { expect, it } from 'vitest';
import { segments } from './marks';

it.each([
  ['nothing marked', [], [['nothing marked', null]]],
  [
    'a no pain b',
    [{ start: 2, end: 9, high: false }],
    [
      ['a ', null],
      ['no pain', 'check'],
      [' b', null],
    ],
  ],
  [
    'abcdef',
    [
      { start: 0, end: 4, high: false },
      { start: 2, end: 6, high: true },
    ],
    [
      ['ab', 'check'],
      ['cdef', 'high'],
    ],
  ],
  ['whole letter meant', [{ start: 0, end: 0, high: true }], [['whole letter meant', null]]],
  [
    '😀 pain',
    [{ start: 3, end: 7, high: true }],
    [
      ['😀 ', null],
      ['pain', 'high'],
    ],
  ],
  [
    'short',
    [{ start: 2, end: 99, high: false }],
    [
      ['sh', null],
      ['ort', 'check'],
    ],
  ],
  ['', [{ start: 0, end: 3, high: true }], []],
] as const)('%s', (text, marks, expected) => {
  const made = segments(text, marks);
  expect(made.map((piece) => [piece.text, piece.mark])).toEqual(expected);
  expect(made.map((piece) => piece.text).join('')).toBe(text);
});
