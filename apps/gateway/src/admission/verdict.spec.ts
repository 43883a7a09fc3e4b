import { describe, expect, it } from 'vitest';
import { judge } from './verdict';

const crowd = (outstanding: Record<string, number>, { elsewhere = 0, most = 100 } = {}) => ({
  ahead: Object.values(outstanding).reduce((sum, count) => sum + count, elsewhere),
  most,
  outstanding: new Map(Object.entries(outstanding)),
});
const admits = (...[seen, keyId]: Parameters<typeof judge>) => judge(seen, keyId).isAdmitted;

/** Sends for all keys by turns until nobody gets in any more. */
function filled(keys: string[], outstanding: Record<string, number> = {}): Record<string, number> {
  for (let refused = 0; refused < keys.length;) {
    refused = 0;
    for (const key of keys) {
      if (admits(crowd(outstanding), key)) outstanding[key] = (outstanding[key] ?? 0) + 1;
      else refused += 1;
    }
  }
  return outstanding;
}

describe('judge', () => {
  it('lets everybody in while there is room', () => {
    expect(judge(crowd({ a: 74 }), 'a')).toEqual({ isAdmitted: true });
  });

  it('keeps a quarter free of one key that would take everything', () => {
    expect(filled(['a'])).toEqual({ a: 75 });
    expect(judge(crowd({ a: 75 }), 'a')).toMatchObject({ isAdmitted: false, because: 'share' });
  });

  it('lets a key in that comes later, at once', () => {
    expect(filled(['b'], { a: 75 })).toEqual({ a: 75, b: 25 });
  });

  it('gives each key the same where all want more, and what a modest one leaves to the others', () => {
    expect(filled(['a', 'b', 'c'])).toEqual({ a: 25, b: 25, c: 25 });
    expect(filled(['a', 'b'], { modest: 5 })).toEqual({ modest: 5, a: 35, b: 35 });
  });

  it('lets nobody in beyond what can be answered in time', () => {
    expect(judge(crowd({ a: 75, b: 25 }), 'c')).toMatchObject({ isAdmitted: false, because: 'deadline' });
  });

  it('lets a key have its share beside a crowd at another gateway', () => {
    expect(admits(crowd({}, { elsewhere: 80 }), 'a')).toBe(true);
    expect(admits(crowd({ a: 40 }, { elsewhere: 40 }), 'a')).toBe(false);
    expect(admits(crowd({}, { elsewhere: 100 }), 'a')).toBe(false);
  });

  it('says how much has to be done before it is worth another try', () => {
    expect(judge(crowd({ a: 75 }), 'a')).toMatchObject({ done: 37.5 });
    expect(judge(crowd({ a: 1, b: 1 }, { most: 2 }), 'a')).toMatchObject({ done: 1.25 });
  });
});
