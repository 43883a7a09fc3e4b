import fc from 'fast-check';

/** Everything that a scaler asks of the world outside; each is an await at which something can go wrong. */
export const CALLS = [
  'queue.counts',
  'ec2.list',
  'ec2.launch',
  'ec2.start',
  'ec2.stop',
  'ec2.terminate',
  'ec2.templateVersion',
  's3.list',
  's3.get',
  's3.put',
  's3.delete',
  'redis.take',
  'redis.renew',
] as const;
export type Call = (typeof CALLS)[number];

/**
 * - `refused`: an error, and nothing was done.
 * - `lost`: done, and the answer is an error.
 * - `gone`: nothing was done, and nobody says so before the time is over.
 * - `late`: the time is over without an answer, and then it is done all the same.
 * - `slow`: done, and answered late.
 * - `frozen`: the process stops between its last look and the sending, which then happens.
 * - `crash-before`, `crash-after`: the process ends before or after it is done.
 */
export const FATES = [
  'refused',
  'throttled',
  'lost',
  'gone',
  'late',
  'slow',
  'frozen',
  'crash-before',
  'crash-after',
] as const;
export type Fate = (typeof FATES)[number];

export type Command =
  | { do: 'arrive'; atMs: number; messages: number }
  /** What becomes of some calls; `skip` such calls are spared first. */
  | { do: 'fault'; atMs: number; on: Call | 'any'; fate: Fate; skip: number; times: number; lastsMs: number }
  | { do: 'stop' | 'freeze' | 'cut-off'; atMs: number; scaler: number; lastsMs: number }
  | { do: 'redis-down' | 'redis-emptied'; atMs: number; lastsMs: number }
  | { do: 'no-capacity'; atMs: number; offering: number; lastsMs: number }
  | { do: 'list-lags' | 'list-lacks' | 'pause' | 'deaf'; atMs: number; lastsMs: number }
  | { do: 'mute' | 'hang' | 'spot-loss' | 'spot-notice'; atMs: number; worker: number; lastsMs: number }
  | { do: 'duds'; atMs: number; machines: number }
  | { do: 'new-template'; atMs: number };

export interface Schedule {
  seed: number;
  scalers: number;
  maxMachines: number;
  slots: number;
  warmPool: number;
  spot: boolean;
  /** Messages that wait when all begins. */
  burst: number;
  commands: Command[];
}

export interface Length {
  /** Commands come until then. */
  horizonMs: number;
  maxCommands: number;
}
export const SHORT: Length = { horizonMs: 20_000, maxCommands: 6 };
export const LONG: Length = { horizonMs: 120_000, maxCommands: 14 };

export function schedules({ horizonMs, maxCommands }: Length): fc.Arbitrary<Schedule> {
  const atMs = fc.integer({ min: 0, max: horizonMs });
  const lastsMs = fc.integer({ min: 0, max: 30_000 });
  const [scaler, worker] = [fc.nat(1), fc.nat(5)];
  const kinds = <K extends string>(...names: K[]) => fc.constantFrom(...names);
  const command: fc.Arbitrary<Command> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('arrive' as const),
        atMs,
        messages: fc.integer({ min: 1, max: 30 }),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('fault' as const),
        atMs,
        on: fc.constantFrom('any' as const, ...CALLS, 'ec2.launch' as const, 's3.put' as const),
        fate: fc.constantFrom(...FATES),
        skip: fc.nat(4),
        times: fc.integer({ min: 1, max: 4 }),
        lastsMs,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: kinds('stop', 'freeze', 'cut-off'), atMs, scaler, lastsMs }),
    },
    { weight: 1, arbitrary: fc.record({ do: kinds('redis-down', 'redis-emptied'), atMs, lastsMs }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: kinds('no-capacity'), atMs, offering: fc.nat(2), lastsMs }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: kinds('list-lags', 'list-lacks', 'pause', 'deaf'), atMs, lastsMs }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: kinds('mute', 'hang', 'spot-loss', 'spot-notice'),
        atMs,
        worker,
        lastsMs,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: kinds('duds'), atMs, machines: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: kinds('new-template'), atMs }) },
  );
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    scalers: fc.integer({ min: 1, max: 2 }),
    maxMachines: fc.integer({ min: 1, max: 5 }),
    slots: fc.integer({ min: 1, max: 2 }),
    warmPool: fc.constantFrom(0, 0, 1, 2),
    spot: fc.boolean(),
    burst: fc.nat(20),
    commands: fc.array(command, { minLength: 1, maxLength: maxCommands }),
  });
}
