import { mersenne } from 'pure-rand/generator/mersenne';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers, each call the next: uniform over the open interval from 0 to 1. */
export type Uniform = () => number;

/**
 * One stream for each thing that is random, so that drawing more of one does not change another: whatever an autoscaler
 * does, it meets the same arrivals, and its n-th launch takes equally long.
 */
export interface RandomStreams {
  arrivals: Uniform;
  launches: Uniform;
  services: Uniform;
  losses: Uniform;
  counts: Uniform;
}

export function randomStreams(seed: number): RandomStreams {
  // Seeds such as 1, 2, 3 differ in a few bits only, and so would what is drawn first.
  const generator = xoroshiro128plus(mersenne(seed).next());
  const next = (): Uniform => {
    generator.jump();
    const stream = generator.clone();
    return () => ((stream.next() >>> 0) + 0.5) / 0x1_0000_0000;
  };
  return { arrivals: next(), launches: next(), services: next(), losses: next(), counts: next() };
}
