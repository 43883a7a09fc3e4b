import { describe, expect, it } from 'vitest';
import { arrivalRates, merged, type Moment } from './moment';

function moment(atS: number, accepted: number | null, more: Partial<Moment> = {}): Moment {
  const rest = { backlog: 0, oldestAgeS: 0, deadlineS: 2, wanted: 0, ready: 0, busy: 0, draining: 0 };
  return { atS, accepted, ...rest, ...more };
}

describe('the arrivals a second', () => {
  it('are those of the seconds before a moment', () => {
    const moments = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((atS) =>
      moment(atS, atS <= 5 ? 0 : (atS - 5) * 3),
    );
    const rates = arrivalRates(moments);
    expect(rates[0]).toBeNull();
    expect(rates[5]).toBe(0);
    expect(rates[10]).toBe(3);
  });

  it('are unknown where nobody could be asked, and where counting began anew', () => {
    expect(arrivalRates([moment(0, 4), moment(2, null)])[1]).toBeNull();
    expect(arrivalRates([moment(0, 400), moment(2, 3)])[1]).toBeNull();
  });
});

it('joins what was recorded with what was heard, each moment once and by time', () => {
  const joined = merged([moment(3, 1), moment(1, 1)], [moment(3, 2), moment(2, 1)]);
  expect(joined.map(({ atS, accepted }) => [atS, accepted])).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
  ]);
});
