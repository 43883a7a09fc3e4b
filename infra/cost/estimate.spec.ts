import { describe, expect, it } from 'vitest';
import { Settings } from '../settings';
import { synthesised } from '../test/synthesised';
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
  it('counts the endpoints, secrets and metrics of alarms that the stack has', () => {
    const { stack } = synthesised();
    const { endpoints, secrets, alarmMetrics } = Assumptions.parse({});
    const interfaces = stack
      .resources('AWS::EC2::VPCEndpoint')
      .filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface');
    expect(interfaces).toHaveLength(endpoints);
    expect(stack.resources('AWS::SecretsManager::Secret').length + 1).toBe(secrets); // one is made by hand
    const watched = stack
      .resources('AWS::CloudWatch::Alarm')
      .map(
        ([, { Properties }]) =>
          (Properties.Metrics as { MetricStat?: object }[] | undefined) ?? [{ MetricStat: {} }],
      )
      .flatMap((metrics) => metrics.filter(({ MetricStat }) => MetricStat));
    expect(watched).toHaveLength(alarmMetrics);
  });

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
    const [fast, slow] = [perMillion(given()), perMillion(given({}, { cpuSPerImage: 0.06 }))];
    const workers = usdOf(fast, 'workers on spot')!;
    expect(usdOf(slow, 'workers on spot')).toBeCloseTo(2 * workers);
    expect(sum(slow) - sum(fast)).toBeCloseTo(workers);
  });
});
