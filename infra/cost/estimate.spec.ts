import { describe, expect, it } from 'vitest';
import { Settings } from '../settings';
import { Assumptions } from './assumptions';
import { idleMonth, perMillion, sum } from './estimate';
import { Prices } from './prices';

const given = (settings: object = {}, assumptions: object = {}) => ({
  settings: Settings.parse(settings),
  prices: Prices.parse({}),
  assumptions: Assumptions.parse(assumptions),
});
const usdOf = (lines: { what: string; usd: number }[], what: string) =>
  lines.find((line) => line.what === what)?.usd;

describe('the estimate of costs', () => {
  it('buys two gateways of half a CPU and one GB for a month', () => {
    expect(usdOf(idleMonth(given()), 'gateways')).toBeCloseTo(2 * (0.5 * 0.03238 + 0.00356) * 730);
  });

  it('halves the endpoints where they are in one zone', () => {
    const both = usdOf(idleMonth(given()), 'endpoints of AWS services')!;
    const one = usdOf(
      idleMonth(given({ network: { endpointsInOneZone: true } })),
      'endpoints of AWS services',
    );
    expect(one).toBeCloseTo(both / 2);
  });

  it('takes twice the machine time for images that take twice as long, and nothing else', () => {
    const [fast, slow] = [perMillion(given()), perMillion(given({}, { cpuSPerImage: 0.11 }))];
    const workers = usdOf(fast, 'workers on spot')!;
    expect(usdOf(slow, 'workers on spot')).toBeCloseTo(2 * workers);
    expect(sum(slow) - sum(fast)).toBeCloseTo(workers);
  });
});
