import { Redis } from 'ioredis';
import type { Trouble } from '../cloud-proxy';
import type { Fault } from './fault';

const troubled = (kind: string, ...troubles: Trouble[]): Fault => ({
  kind,
  lastsMs: [2_000, 6_000],
  strike: ({ cloud }) => {
    cloud.make(...troubles);
    return Promise.resolve(() => cloud.make());
  },
});

export const STORE_FAULTS: Fault[] = [
  troubled('cloud-500', { kind: 'error', status: 500, chance: 0.5 }),
  troubled('cloud-503', { kind: 'error', status: 503, chance: 0.5 }),
  troubled('cloud-down', { kind: 'error', status: 503, chance: 1 }),
  troubled('cloud-slow', { kind: 'slow', fromMs: 500, toMs: 3_000, chance: 0.7 }),
  troubled('cloud-resets', { kind: 'reset', when: 'before', chance: 0.3 }),
  troubled('cloud-answers-lost', { kind: 'reset', when: 'after', chance: 0.3 }),
  troubled('sqs-duplicates', { kind: 'duplicates', chance: 0.7 }),
  troubled('sqs-disorder', { kind: 'disorder', mostS: 6, chance: 0.8 }),
  troubled('sqs-received-twice', { kind: 'received-twice', chance: 0.8 }),
  {
    kind: 'redis-flushed',
    lastsMs: [0, 0],
    strike: async ({ redisPort }) => {
      const redis = new Redis({ port: redisPort, maxRetriesPerRequest: 1, lazyConnect: true });
      redis.on('error', () => undefined);
      await redis.flushall().catch(() => undefined); // one that is just down is empty as well
      redis.disconnect();
      return () => undefined;
    },
  },
  {
    kind: 'disk-full',
    lastsMs: [2_000, 5_000],
    obstacle: ({ disk }) => (disk.isOwn ? undefined : 'no disk of its own can be mounted here'),
    strike: ({ disk }) => {
      disk.fill();
      return Promise.resolve(() => disk.free());
    },
  },
];
