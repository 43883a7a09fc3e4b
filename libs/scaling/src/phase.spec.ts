import { describe, expect, it } from 'vitest';
import type { ObservedHeartbeat, ObservedWorker } from './observation';
import { phaseOf, readyInS } from './phase';

const hearing = { heartbeatsFlow: true, bootS: 4, silentAfterS: 10 };
const deaf = { ...hearing, heartbeatsFlow: false };

function worker(ageS: number, heartbeat?: Partial<ObservedHeartbeat>): ObservedWorker {
  const full = heartbeat && { state: 'ready' as const, agoS: 0.5, busySlots: 0, ...heartbeat };
  return { workerId: 'w', ageS, slots: 1, draining: false, heartbeat: full };
}

describe('phaseOf', () => {
  it('takes a worker for launching until its first heartbeat says otherwise', () => {
    expect(phaseOf(worker(1), hearing)).toBe('launching');
    expect(phaseOf(worker(1, { state: 'starting' }), hearing)).toBe('launching');
    expect(phaseOf(worker(1, { state: 'ready' }), hearing)).toBe('ready');
  });

  it('gives up on a worker that is not ready after three boot times and the time of silence', () => {
    expect(phaseOf(worker(22), hearing)).toBe('launching');
    expect(phaseOf(worker(22.1), hearing)).toBe('silent');
    expect(phaseOf(worker(22.1, { state: 'starting' }), hearing)).toBe('silent');
  });

  it('takes a worker for silent when its heartbeat is older than the limit', () => {
    expect(phaseOf(worker(100, { agoS: 10 }), hearing)).toBe('ready');
    expect(phaseOf(worker(100, { agoS: 10.1 }), hearing)).toBe('silent');
  });

  it('believes the list or the worker, whichever says that it drains', () => {
    expect(phaseOf({ ...worker(5, {}), draining: true }, hearing)).toBe('draining');
    expect(phaseOf(worker(5, { state: 'draining' }), hearing)).toBe('draining');
    expect(phaseOf(worker(5, { state: 'drained', agoS: 99 }), hearing)).toBe('draining');
  });

  it('holds no silence against anybody where no heartbeat can arrive, and goes by age', () => {
    expect(phaseOf(worker(3.9), deaf)).toBe('launching');
    expect(phaseOf(worker(4), deaf)).toBe('ready');
    expect(phaseOf(worker(1, { state: 'ready', agoS: 500 }), deaf)).toBe('ready');
  });
});

describe('readyInS', () => {
  it('is the rest of the boot time, for a late one as long again as it is late, and never more than for a new one', () => {
    expect(readyInS(1, 4)).toBe(3);
    expect(readyInS(4, 4)).toBe(0);
    expect(readyInS(6, 4)).toBe(2);
    expect(readyInS(90, 4)).toBe(4);
  });
});
