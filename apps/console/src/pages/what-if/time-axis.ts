/** In what lengths of time so many seconds are best read. */
export interface TimeUnit {
  name: 's' | 'min' | 'h';
  lengthS: number;
}

const UNITS: readonly TimeUnit[] = [
  { name: 'h', lengthS: 3_600 },
  { name: 'min', lengthS: 60 },
];
const LEAST_UNITS = 5;

export function timeUnitFor(durationS: number): TimeUnit {
  return UNITS.find(({ lengthS }) => durationS >= LEAST_UNITS * lengthS) ?? { name: 's', lengthS: 1 };
}
