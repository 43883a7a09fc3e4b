import { describe, expect, it } from 'vitest';
import { parsePrefer } from './prefer';

describe('parsePrefer', () => {
  it.each([
    [undefined, false, undefined],
    ['respond-async', true, undefined],
    ['wait=5', false, 5],
    ['respond-async, wait=10', true, 10],
    ['Respond-Async; wait=3', true, undefined],
    ['wait="7"', false, 7],
    ['wait=1, wait=2', false, 1],
    ['return=minimal, wait=x', false, undefined],
    ['wait=-1', false, undefined],
  ])('reads %j', (header, respondAsync, waitS) => {
    expect(parsePrefer(header)).toEqual({ respondAsync, waitS });
  });

  it('reads a header that was sent several times', () => {
    expect(parsePrefer(['respond-async', 'wait=3'])).toEqual({ respondAsync: true, waitS: 3 });
  });
});
