import type { Dice } from '../../fuzz/dice';
import type { ChaosSystem } from '../chaos-system';

/** One way in which a part can fail. */
export interface Fault {
  kind: string;
  /** Why it cannot be tried on this machine; undefined: it can. */
  obstacle?: (system: ChaosSystem) => string | undefined;
  /** Breaks something. @returns what mends it, or sees it mended */
  strike: (system: ChaosSystem, dice: Dice) => Promise<() => Promise<void> | void>;
  /** How long it stays broken [ms], from and to. What is killed comes back by itself. */
  lastsMs: readonly [number, number];
}
