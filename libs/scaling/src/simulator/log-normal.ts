import type { BootTimes } from '../boot';
import { normalQuantile } from './normal';

/** Logarithms of the values are normal with this mean and standard deviation; `sigma` 0: always `exp(mu)`. */
export interface LogNormal {
  mu: number;
  sigma: number;
}

const Z_OF_P90 = normalQuantile(0.9);

export function logNormalOfMean({ meanS, cv }: { meanS: number; cv: number }): LogNormal {
  const variance = Math.log(1 + cv * cv);
  return { mu: Math.log(meanS) - variance / 2, sigma: Math.sqrt(variance) };
}

export function logNormalOfQuantiles({ p50S, p90S }: BootTimes): LogNormal {
  return { mu: Math.log(p50S), sigma: p90S > p50S ? Math.log(p90S / p50S) / Z_OF_P90 : 0 };
}

export function logNormalQuantile({ mu, sigma }: LogNormal, p: number): number {
  return Math.exp(sigma === 0 ? mu : mu + sigma * normalQuantile(p));
}

export function logNormalMean({ mu, sigma }: LogNormal): number {
  return Math.exp(mu + sigma ** 2 / 2);
}
