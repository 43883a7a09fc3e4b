import { expect, it } from 'vitest';
import { evaluated } from './metric-math';

const at = (points: Record<string, number | undefined>) => (id: string) => points[id];

it.each([
  ['a + b * 2', 7],
  ['(a + b) * 2', 8],
  ['100 * b / a', 300],
  ['IF(b >= 3, a, 0)', 1],
  ['IF(b < 3, a, 0)', 0],
  ['MAX([a, b])', 3],
  ['SUM([a, b, absent])', 4],
  ['FILL(absent, 0) + a', 1],
  ['FILL(SUM([absent, absent]), 0)', 0],
])('%s', (expression, value) => {
  expect(evaluated(expression, at({ a: 1, b: 3 }))).toBe(value);
});

it.each(['a + absent', 'IF(absent >= 3, a, 0)', 'IF(a > 0, absent, 0)', 'MAX([absent])', 'SUM([absent])'])(
  '%s is missing',
  (expression) => {
    expect(evaluated(expression, at({ a: 1 }))).toBeUndefined();
  },
);

it.each(['a +', 'a b', 'RATE(a)', 'MAX([a, b)', 'SUM(a)'])('does not guess what %s means', (expression) => {
  expect(() => evaluated(expression, at({ a: 1 }))).toThrow();
});
