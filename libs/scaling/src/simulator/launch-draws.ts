import type { Grid } from './grid';
import { logNormalOfQuantiles, logNormalQuantile } from './log-normal';
import type { Uniform } from './random';
import type { World } from './world';

/** What chance has in store for one launch. */
export interface LaunchDraw {
  /** From the launch to readiness [steps]; undefined: it never gets ready. */
  bootSteps: number | undefined;
  /** From readiness until the machine is lost [steps]; can be Infinity */
  lifeSteps: number;
}

/** Every launch draws equally often, so that the n-th has the same luck whatever the ones before were. */
export function launchDraws(
  world: World,
  grid: Grid,
  uniform: Uniform,
): (path: 'stopped' | 'cold') => LaunchDraw {
  const boots = {
    cold: logNormalOfQuantiles(world.boots.cold),
    stopped: logNormalOfQuantiles(world.boots.stopped),
  };
  return (path) => {
    const bootS = logNormalQuantile(boots[path], uniform());
    const fails = uniform() < world.launchFailureRate;
    const meanLives = -Math.log(uniform());
    return {
      bootSteps: fails ? undefined : grid.stepsFromNow(bootS),
      lifeSteps:
        world.spotLossesPerHour > 0
          ? grid.stepsFromNow((meanLives * 3600) / world.spotLossesPerHour)
          : Infinity,
    };
  };
}
