/** Lengths of time and money for people. */
const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
];

/** `7 d`, `58.4 min`, `45 s` */
export function durationText(timeS: number): string {
  const [unit, lengthS] = UNITS.find(([, seconds]) => timeS >= seconds) ?? ['s', 1];
  return `${Number((timeS / lengthS).toPrecision(3))} ${unit}`;
}

/** A wait: `0.84`, `12.3`, `150` [s] */
export function waitText(timeS: number): string {
  if (!Number.isFinite(timeS)) return '-';
  return timeS >= 100 ? timeS.toFixed(0) : timeS.toFixed(timeS >= 10 ? 1 : 2);
}

export function percentText(share: number): string {
  if (share > 0 && share < 0.0001) return '<0.01';
  return (share * 100).toFixed(share >= 0.1 ? 1 : 2);
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
