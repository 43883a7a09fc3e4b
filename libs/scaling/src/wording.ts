/** `1 worker`, `3 workers` */
export function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Below a tenth of a millisecond nobody cares, and JavaScript would write `1.2e-7`. */
const DECIMALS = 4;

/** As many digits as an operator can use: `0.02 s`, `1.5 s`, `12.3 s`, `150 s`. */
export function seconds(timeS: number): string {
  if (timeS >= 100) return `${Math.round(timeS)} s`;
  const digits = Number(timeS.toPrecision(timeS >= 10 ? 3 : 2));
  return `${Number(digits.toFixed(DECIMALS))} s`;
}
