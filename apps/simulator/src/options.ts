import { POLICY_NAMES, USUAL_WORLD, type World } from '@facefleet/scaling';
import { parseArgs } from 'node:util';
import { bootTimes, list, positiveSeconds, seconds, serviceTime, share, wholeNumber } from './option-values';
import { policyNames } from './policies';

const SERVICE_TIME_CV = USUAL_WORLD.serviceTime.cv;

export const USAGE = `npm run simulate -- [options]   how autoscalers do with a trace of arrivals
  --trace T          a CSV file with t_s,arrivals, a folder of them, or a built-in trace by its name; several after
                     commas or with several --trace; builtin: all built-in ones (builtin)
  --slo S            promised time from acceptance to answer [s]; several after commas (60)
  --service-time M   mean time of one message on one slot [s], or M,CV with its coefficient of variation (1.5,${SERVICE_TIME_CV})
  --boot P50,P90     time from launch to readiness [s]: median and 90 % quantile; one number: always that (45,90)
  --stopped-boot P50,P90
                     the same for a machine of the warm pool (20,40)
  --policies P       ${POLICY_NAMES.slice(0, 3).join(', ')}, ... after commas (all)
  --max N            workers at most; auto: 20, or half as many again as the busiest minute needs if it needs more (auto)
  --min N            workers at least (0)
  --slots N          messages a worker handles at the same time (1)
  --warm-pool N      stopped machines at the beginning (0)
  --launch-failures P
                     share of launches that never get ready (0)
  --spot-losses N    losses per hour of a machine at work (0)
  --visibility S     a message whose machine was lost is received again after this time [s] (30)
  --counts-age S     counts of the queue are so old [s] (0)
  --counts-error X   and off by so much, as a standard deviation of the share (0)
  --min-bill S       a machine is billed at least so long [s] (60)
  --seed N           of everything random (1)
  --json FILE        write the figures there, one row for each trace, SLO and policy
  --picture FILE     draw queue, demand and supply over time, and cost against misses, as SVG`;

export interface SimulatorOptions {
  /** As they were given. */
  traces: string[];
  slosS: number[];
  policies: string[];
  maxWorkers: number | 'auto';
  world: Omit<World, 'trace' | 'sloS' | 'maxWorkers'>;
  json: string | undefined;
  picture: string | undefined;
}

/**
 * @returns 'help' where that is asked for
 * @throws Error for anything it does not understand
 */
export function parseOptions(argv: string[]): SimulatorOptions | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help) return 'help';
  const traces = list([...(values.trace ?? []), ...positionals]);
  const slosS =
    values.slo === undefined
      ? [USUAL_WORLD.sloS]
      : list(values.slo).map((text) => positiveSeconds('--slo', text));
  if (slosS.length === 0) throw new Error('--slo takes seconds, as 60 or 60,120.');
  const max = values.max ?? 'auto';
  const world = worldOf(values);
  const { minWorkers } = world;
  const maxWorkers =
    max.trim() === 'auto' ? 'auto' : wholeNumber('--max', max, { least: Math.max(1, minWorkers) });
  return {
    traces: traces.length > 0 ? traces : ['builtin'],
    slosS: [...new Set(slosS)],
    policies: policyNames(list(values.policies ?? ['all'])),
    maxWorkers,
    world,
    json: values.json,
    picture: values.picture,
  };
}

/** What is not given is as usual. */
function worldOf(values: ReturnType<typeof parsed>['values']): SimulatorOptions['world'] {
  const usual = USUAL_WORLD;
  const { boots } = usual;
  const given = <T>(name: keyof typeof values, or: T, read: (option: string, text: string) => T): T => {
    const text = values[name];
    return typeof text === 'string' ? read(`--${name}`, text) : or;
  };
  const whole = (least: number, most?: number) => (option: string, text: string) =>
    wholeNumber(option, text, { least, most });
  const part = (most?: number) => (option: string, text: string) => share(option, text, { least: 0, most });
  const time = (option: string, text: string) => seconds(option, text, { least: 0 });
  return {
    seed: given('seed', usual.seed, whole(0, 2 ** 31 - 1)),
    serviceTime: given('service-time', usual.serviceTime, (option, text) =>
      serviceTime(option, text, SERVICE_TIME_CV),
    ),
    boots: {
      cold: given('boot', boots.cold, bootTimes),
      stopped: given('stopped-boot', boots.stopped, bootTimes),
    },
    slots: given('slots', usual.slots, whole(1)),
    minWorkers: given('min', usual.minWorkers, whole(0)),
    minBillS: given('min-bill', usual.minBillS, time),
    warmPool: given('warm-pool', usual.warmPool, whole(0)),
    launchFailureRate: given('launch-failures', usual.launchFailureRate, part(1)),
    spotLossesPerHour: given('spot-losses', usual.spotLossesPerHour, part()),
    visibilityTimeoutS: given('visibility', usual.visibilityTimeoutS, time),
    countsAgeS: given('counts-age', usual.countsAgeS, time),
    countsError: given('counts-error', usual.countsError, part()),
  };
}

function parsed(argv: string[]) {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  return parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      trace: texts,
      slo: texts,
      'service-time': text,
      boot: text,
      'stopped-boot': text,
      policies: texts,
      max: text,
      min: text,
      slots: text,
      'warm-pool': text,
      'launch-failures': text,
      'spot-losses': text,
      visibility: text,
      'counts-age': text,
      'counts-error': text,
      'min-bill': text,
      seed: text,
      json: text,
      picture: text,
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}
