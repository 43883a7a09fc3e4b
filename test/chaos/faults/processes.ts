import type { Dice } from '../../fuzz/dice';
import type { ChaosSystem } from '../chaos-system';
import type { Part } from '../part';
import type { Fault } from './fault';

const NOTHING_TO_MEND = () => undefined;

type Victim = (system: ChaosSystem, dice: Dice) => Part;

const gateway: Victim = ({ gateways }, dice) => dice.pick(gateways);
const scaler: Victim = (system) => system.scaler;
const redis: Victim = (system) => system.redis;

const killed = (kind: string, victim: Victim): Fault => ({
  kind,
  lastsMs: [0, 0],
  strike: (system, dice) => {
    victim(system, dice).signal('SIGKILL');
    return Promise.resolve(NOTHING_TO_MEND);
  },
});

/** Worse than dead: its connections stay open, and it goes on later as if nothing had been. */
const frozen = (kind: string, victim: Victim, lastsMs: Fault['lastsMs']): Fault => ({
  kind,
  lastsMs,
  strike: (system, dice) => {
    const part = victim(system, dice);
    part.signal('SIGSTOP');
    return Promise.resolve(() => part.signal('SIGCONT'));
  },
});

/** As in an upgrade: it is asked to end, and another one takes its place. */
const restarted = (kind: string, victim: Victim): Fault => ({
  kind,
  lastsMs: [0, 0],
  strike: async (system, dice) => {
    await victim(system, dice).restart();
    return NOTHING_TO_MEND;
  },
});

/** @param pids may have ended meanwhile */
function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // it is gone, as it should be
    }
  }
}

export const PROCESS_FAULTS: Fault[] = [
  {
    kind: 'recognizer-killed',
    lastsMs: [0, 0],
    strike: async (system, dice) => {
      const pids = await system.recognizers();
      if (pids.length > 0) signal([dice.pick(pids)], 'SIGKILL');
      return NOTHING_TO_MEND;
    },
  },
  {
    kind: 'all-recognizers-killed',
    lastsMs: [0, 0],
    strike: async (system) => {
      signal(await system.recognizers(), 'SIGKILL');
      return NOTHING_TO_MEND;
    },
  },
  {
    kind: 'recognizer-frozen',
    lastsMs: [2_000, 25_000], // its messages come back to the queue after 20 s
    strike: async (system, dice) => {
      const pids = await system.recognizers();
      const victims = pids.length > 0 ? [dice.pick(pids)] : [];
      signal(victims, 'SIGSTOP');
      return () => signal(victims, 'SIGCONT');
    },
  },
  killed('gateway-killed', gateway),
  frozen('gateway-frozen', gateway, [2_000, 8_000]),
  {
    kind: 'gateways-killed',
    lastsMs: [0, 0],
    strike: ({ gateways }) => {
      for (const each of gateways) each.signal('SIGKILL');
      return Promise.resolve(NOTHING_TO_MEND);
    },
  },
  restarted('gateway-restarted', gateway),
  restarted('scaler-restarted', scaler), // and with it the recognizers, which are its processes here
  killed('scaler-killed', scaler),
  frozen('scaler-frozen', scaler, [2_000, 10_000]),
  killed('redis-killed', redis), // it comes back empty
  frozen('redis-frozen', redis, [2_000, 8_000]),
];
