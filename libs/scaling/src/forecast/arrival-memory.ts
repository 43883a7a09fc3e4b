import type { ArrivalLog } from './arrival-log';
import type { Dispersion } from './dispersion';
import type { Gaps } from './gaps';
import type { Season } from './season';

/** What is known of arrivals. Plain data. */
export interface ArrivalMemory {
  /** Counted since the memory began, whoever counted. */
  total: number;
  /** The last count of those who count, and the last backlog, by which it is told where they cannot be asked. */
  accepted: number | undefined;
  backlog: number;
  atMs: number;
  log: ArrivalLog;
  dispersion: Dispersion;
  gaps: Gaps;
  seasons: Season[];
}
