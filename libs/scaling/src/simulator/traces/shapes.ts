/** Times [s] and rates [1/s] of the built-in traces: twenty workers of 1.5 s each finish 13.3 messages a second. */
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Up in an hour, ten minutes at the top, down in half an hour, quiet. */
export const RAMP_S = 2 * HOUR_S;
export function ramp(tS: number): number {
  const [upS, topS, downS, top] = [HOUR_S, 10 * MINUTE_S, 30 * MINUTE_S, 10];
  if (tS < upS) return (top * tS) / upS;
  if (tS < upS + topS) return top;
  return Math.max(0, top * (1 - (tS - upS - topS) / downS));
}

/** Two days between 0.2 and 5 a second, and crowds that come within two minutes and lose interest over ten. */
export const DIURNAL_FLASH_S = 2 * DAY_S;
const CROWDS = [
  { atS: 9.5 * HOUR_S, height: 6 },
  { atS: 27 * HOUR_S, height: 4 },
  { atS: 37.25 * HOUR_S, height: 7 },
  { atS: 44 * HOUR_S, height: 5 },
];
export function diurnalFlash(tS: number): number {
  const wave = 0.2 + 4.8 * (0.5 - 0.5 * Math.cos((2 * Math.PI * (tS - 3 * HOUR_S)) / DAY_S)) ** 1.5;
  return CROWDS.reduce((rate, { atS, height }) => rate + height * crowd(tS - atS), wave);
}
function crowd(sinceS: number): number {
  if (sinceS < 0) return 0;
  const riseS = 2 * MINUTE_S;
  return sinceS < riseS ? sinceS / riseS : Math.exp(-(sinceS - riseS) / (10 * MINUTE_S));
}

/** A quarter of an hour of work, 25 minutes of none. */
export const ON_OFF_S = 6 * 40 * MINUTE_S;
export function onOff(tS: number): number {
  return tS % (40 * MINUTE_S) >= 25 * MINUTE_S ? 6 : 0;
}

/** From nothing to 9 a second in twenty minutes, and at once back to nothing. */
export const SAWTOOTH_S = 6 * 20 * MINUTE_S;
export function sawtooth(tS: number): number {
  return (9 * (tS % (20 * MINUTE_S))) / (20 * MINUTE_S);
}

/** The same rate for two hours: six workers are busy. */
export const POISSON_S = 2 * HOUR_S;
export function steady(): number {
  return 4;
}
