import { POLICY_NAMES } from '@facefleet/scaling';
import { describe, expect, it } from 'vitest';
import { parseOptions, type SimulatorOptions } from './options';

const parse = (...argv: string[]) => parseOptions(argv) as SimulatorOptions;

describe('the options of the simulator', () => {
  it('are what the project promises itself, where none are given', () => {
    expect(parse()).toMatchObject({
      traces: ['builtin'],
      slosS: [60],
      policies: POLICY_NAMES,
      maxWorkers: 'auto',
      world: {
        serviceTime: { meanS: 1.5, cv: 0.3 },
        boots: { cold: { p50S: 45, p90S: 90 } },
        ...{ slots: 1, minWorkers: 0, minBillS: 60, seed: 1, warmPool: 0 },
        ...{ launchFailureRate: 0, spotLossesPerHour: 0, countsAgeS: 0, countsError: 0 },
      },
    });
  });

  it.each(['45,90', '45/90', '45:90', '45-90', '45 90', '45s, 90s', 'p50=45,p90=90', 'P90=90 p50 = 45'])(
    'take --boot %s for a median of 45 s and a 90 %% quantile of 90 s',
    (boot) => expect(parse('--boot', boot).world.boots.cold).toEqual({ p50S: 45, p90S: 90 }),
  );

  it('take one boot time for what every boot takes', () => {
    expect(parse('--boot=45').world.boots.cold).toEqual({ p50S: 45, p90S: 45 });
  });

  it('take a service time with or without its variation, in seconds or milliseconds', () => {
    expect(parse('--service-time', '2').world.serviceTime).toEqual({ meanS: 2, cv: 0.3 });
    expect(parse('--service-time', '1.5,0').world.serviceTime).toEqual({ meanS: 1.5, cv: 0 });
    expect(parse('--service-time', '200ms,0.5').world.serviceTime).toEqual({ meanS: 0.2, cv: 0.5 });
  });

  it('take several traces, promised times and policies, after commas or one by one', () => {
    const options = parse(
      ...['--trace', 'a.csv,step-200', '--trace', 'b.csv', '--slo', '60,120'],
      ...['--policies', 'buildkite,facefleet'],
    );
    expect(options).toMatchObject({
      traces: ['a.csv', 'step-200', 'b.csv'],
      slosS: [60, 120],
      policies: ['facefleet', 'buildkite'],
    });
    expect(parse('a.csv').traces).toEqual(['a.csv']);
  });

  it('take faults as shares or percentages', () => {
    expect(
      parse('--launch-failures', '5%', '--counts-error', '0.1', '--spot-losses', '2').world,
    ).toMatchObject({ launchFailureRate: 0.05, countsError: 0.1, spotLossesPerHour: 2 });
  });

  it.each([
    [['--slo', '0'], /--slo takes seconds above 0, not "0"/],
    [['--boot', '90,45'], /--boot takes the median and the 90 % quantile/],
    [['--boot', '1,2,3'], /--boot takes the median/],
    [['--service-time', 'fast'], /--service-time takes seconds from 0, not "fast"/],
    [['--service-time', '1,2,3'], /--service-time takes a mean/],
    [['--max', '0'], /--max takes a whole number from 1, not "0"/],
    [['--min', '5', '--max', '4'], /--max takes a whole number from 5, not "4"/],
    [['--slots', '1.5'], /--slots takes a whole number/],
    [['--launch-failures', '1.5'], /--launch-failures takes a number from 0 to 1/],
    [['--policies', 'k8s'], /--policies takes all or facefleet, keda-hpa, .*, not "k8s"/],
    [['--sloo', '5'], /--sloo/],
  ])('are refused as %j with what was expected', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(message);
  });

  it('are explained on request', () => expect(parseOptions(['--help'])).toBe('help'));
});
