import { expect, it } from 'vitest';
import { segments, within } from './marks';

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

it('a mark that reaches over a cell of a table is cut to it', () => {
  const marks = [
    { start: 2, end: 12, high: true },
    { start: 20, end: 22, high: false },
  ];
  expect(within(marks, { start: 5, end: 9 })).toEqual([{ start: 0, end: 4, high: true }]);
  expect(within(marks, { start: 10, end: 21 })).toEqual([
    { start: 0, end: 2, high: true },
    { start: 10, end: 11, high: false },
  ]);
  expect(within(marks, { start: 12, end: 20 })).toEqual([]);
});
