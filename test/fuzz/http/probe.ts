import { Dice } from '../dice';
import { goodMessage } from './good-message';
import { SPOILINGS } from './spoilings';
import type { Spoiling } from './spoiling';
import type { Target } from './target';
import type { World } from './world';

/** One request of a run. Seed and index are enough to make it again, but for ids and keys of the system. */
export interface Probe {
  index: number;
  target: Target;
  spoiling: Spoiling;
  bytes: Buffer;
}

/** More requests than a run has. */
const STRIDE = 2 ** 24;

/** Each kind of spoiling as often as the others, and within it each operation. */
export function probeOf(seed: number, index: number, targets: readonly Target[], world: World): Probe {
  const spoiling = SPOILINGS[index % SPOILINGS.length] as Spoiling;
  const fitting = targets.filter((target) => spoiling.fits?.(target) ?? true);
  const target = fitting[Math.floor(index / SPOILINGS.length) % fitting.length] as Target;
  const dice = new Dice(seed * STRIDE + index);
  return { index, target, spoiling, bytes: spoiling.apply(goodMessage(target, world, dice), dice, target) };
}
