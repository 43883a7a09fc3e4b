import type { FleetRecord } from '@facefleet/contracts';
import type { Observation, SeriesPoint } from '@facefleet/scaling';

export interface FleetHistory {
  decisions: number;
  /** Starts of a scaler, the first included. */
  scalers: number;
  peakWorkers: number;
  peakBacklog: number;
  launches: number;
  drains: number;
  /** Workers that were gone from one look to the next and had not been asked to. */
  losses: number;
  /** Changes between launching and draining, however many at a time. */
  directionChanges: number;
  /** When a worker was lost, and when a scaler began, the first one left out [s] */
  lostAtS: number[];
  begunAtS: number[];
  series: SeriesPoint[];
}

/** What became of a fleet, from nothing but the record of its scaler's decisions; times from the first of them. */
export function fleetHistory(records: readonly FleetRecord[]): FleetHistory {
  const startMs = seenIn(records[0]!).nowMs;
  const history: FleetHistory = {
    decisions: records.length,
    scalers: new Set(records.map(({ scalerId }) => scalerId)).size,
    peakWorkers: 0,
    peakBacklog: 0,
    launches: 0,
    drains: 0,
    losses: 0,
    directionChanges: 0,
    lostAtS: [],
    begunAtS: [],
    series: [],
  };
  let direction: string | undefined;
  records.forEach((record, index) => {
    const seen = seenIn(record);
    const tS = (seen.nowMs - startMs) / 1000;
    const before = records[index - 1];
    const { workers } = seen;
    const lost = before?.scalerId === record.scalerId ? lostBetween(before, seen) : 0;
    history.losses += lost;
    if (lost > 0) history.lostAtS.push(tS);
    if (before && before.scalerId !== record.scalerId) history.begunAtS.push(tS);
    const { launch, drain, action } = record.decision;
    if (record.held === undefined && (launch > 0 || drain.length > 0)) {
      history.launches += launch;
      history.drains += drain.length;
      if (direction !== undefined && direction !== action) history.directionChanges += 1;
      direction = action;
    }
    const backlog = backlogIn(seen) ?? history.series.at(-1)?.backlog ?? 0;
    const ready = workers.filter(({ heartbeat }) => heartbeat?.state === 'ready').length;
    history.peakWorkers = Math.max(history.peakWorkers, workers.length);
    history.peakBacklog = Math.max(history.peakBacklog, backlog);
    const oldestWaitS = seen.oldestAgeS ?? 0;
    history.series.push({ tS, backlog, oldestWaitS, demand: 0, ready, instances: workers.length });
  });
  return history;
}

/** From the last rest before the largest backlog on. */
export function burstOf(records: FleetRecord[]): FleetRecord[] {
  const backlogs = records.map((record) => backlogIn(seenIn(record)) ?? 0);
  const peak = backlogs.indexOf(Math.max(...backlogs));
  const isRest = (record: FleetRecord, index: number) =>
    index < peak && backlogs[index] === 0 && seenIn(record).workers.length === 0;
  return records.slice(Math.max(0, records.findLastIndex(isRest)));
}

function backlogIn({ queue }: Observation): number | undefined {
  return queue && queue.visible + queue.inFlight + queue.delayed;
}

const seenIn = ({ observation }: FleetRecord) => observation as unknown as Observation;

function lostBetween(before: FleetRecord, { workers }: Observation): number {
  const present = new Set(workers.map(({ workerId }) => workerId));
  const asked = new Set(before.held === undefined ? before.decision.drain : []);
  return seenIn(before).workers.filter(
    ({ workerId, draining }) => !draining && !asked.has(workerId) && !present.has(workerId),
  ).length;
}
