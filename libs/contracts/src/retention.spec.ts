import { expect, it } from 'vitest';
import { answersKeptMs, Retention } from './retention';

const HOUR_MS = 3_600_000;

it.each([
  ['keep', Infinity],
  ['none', 24 * HOUR_MS],
  ['1h', HOUR_MS],
  ['12h', 12 * HOUR_MS],
  ['30d', 30 * 24 * HOUR_MS],
  ['9999d', 9999 * 24 * HOUR_MS],
])('%s keeps answers for %d ms', (retention, ms) => {
  expect(answersKeptMs(Retention.parse(retention))).toBe(ms);
});

it.each(['', '0h', '012h', '30', '30m', '10000d', '1.5d', 'P30D', '30 d', 'KEEP', '30d\n'])(
  '%j is no retention, and the error says what is',
  (text) => {
    const parsed = Retention.safeParse(text);
    expect(parsed.error?.issues[0]?.message).toContain('12h or 30d');
  },
);
