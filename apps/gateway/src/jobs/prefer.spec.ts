import { describe, expect, it } from 'vitest';
import { parsePrefer } from './prefer';

describe('parsePrefer', () => {
  it.each([
    [undefined, undefined, []],
    ['respond-async', 0, ['respond-async']],
    ['wait=5', 5000, ['wait=5']],
    ['respond-async, wait=10', 10_000, ['respond-async', 'wait=10']],
    ['Respond-Async; foo=bar', 0, ['respond-async']],
    ['return=minimal, wait=x', undefined, []],
    ['wait=-1', undefined, []],
  ])('reads %j', (header, waitMs, applied) => {
    expect(parsePrefer(header)).toEqual({ waitMs, applied });
  });

  it('reads a header that was sent several times', () => {
    expect(parsePrefer(['respond-async', 'wait=3'])).toEqual({
      waitMs: 3000,
      applied: ['respond-async', 'wait=3'],
    });
  });
});
