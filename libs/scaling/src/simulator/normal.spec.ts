import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal';

describe('normalQuantile', () => {
  it('gives the quantiles of the tables', () => {
    const known: [number, number][] = [
      [0.5, 0],
      [0.75, 0.6744897502],
      [0.9, 1.2815515655],
      [0.975, 1.9599639845],
      [0.999, 3.0902323062],
      [1e-6, -4.7534243088],
      [1e-12, -7.0344838253],
    ];
    for (const [p, z] of known) expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });
});
