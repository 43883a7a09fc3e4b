import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

const SECOND = 1_000;
const pace = () => new Pace({ minBytesPerS: 100, paceWindowMs: 10 * SECOND });

describe('the pace of a client', () => {
  it('is fast enough with so many bytes on average, however they come', () => {
    const client = pace();
    expect(client.isTooSlow(0, 0, true)).toBe(false);
    expect(client.isTooSlow(9 * SECOND, 0, true)).toBe(false);
    expect(client.isTooSlow(10 * SECOND, 1_000, true)).toBe(false);
    expect(client.isTooSlow(20 * SECOND, 2_000, true)).toBe(false);
  });

  it('is too slow with fewer, also after a fast beginning', () => {
    const client = pace();
    client.isTooSlow(0, 0, true);
    expect(client.isTooSlow(10 * SECOND, 1_000_000, true)).toBe(false);
    expect(client.isTooSlow(20 * SECOND, 1_000_999, true)).toBe(true);
  });

  it('is not judged while it is we who are slow', () => {
    const client = pace();
    client.isTooSlow(0, 0, true);
    expect(client.isTooSlow(9 * SECOND, 0, false)).toBe(false);
    expect(client.isTooSlow(15 * SECOND, 0, true)).toBe(false);
    expect(client.isTooSlow(24 * SECOND, 0, true)).toBe(false);
    expect(client.isTooSlow(25 * SECOND, 999, true)).toBe(true);
  });
});
