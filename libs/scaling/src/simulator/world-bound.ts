import { type ClairvoyantBound, clairvoyantBound } from './bound/clairvoyant-bound';
import { logNormalMean, logNormalOfQuantiles } from './log-normal';
import type { World } from './world';

/**
 * The least that anybody could have been billed in this world, who knows all arrivals and is late with none. Faults and a
 * minimum of workers only cost more; machines of the warm pool may be had at any time.
 */
export function boundOf(world: World): ClairvoyantBound {
  const { trace, sloS, slots, maxWorkers, minBillS, serviceTime, boots, warmPool } = world;
  const coldS = logNormalMean(logNormalOfQuantiles(boots.cold));
  const stoppedS = logNormalMean(logNormalOfQuantiles(boots.stopped));
  const bootS = warmPool > 0 ? Math.min(coldS, stoppedS) : coldS;
  return clairvoyantBound({ trace, sloS, serviceS: serviceTime.meanS, slots, maxWorkers, bootS, minBillS });
}
