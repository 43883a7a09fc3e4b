/** Round numbers from 0 to at least `most`: about `count` steps of 1, 2 or 5 times a power of ten. */
export function ticksTo(most: number, count: number): number[] {
  const step = niceStep(most / count, [1, 2, 5, 10]);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

const TIME_STEPS_S = [
  ...[1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800],
  ...[3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800],
];

/** Round times within `lengthS`, with what to call them. */
export function timeTicks(lengthS: number, count: number): { tS: number; label: string }[] {
  const stepS =
    TIME_STEPS_S.find((one) => lengthS / one <= count) ?? 604_800 * Math.ceil(lengthS / count / 604_800);
  const ticks = Array.from({ length: Math.floor(lengthS / stepS) + 1 }, (_, index) => index * stepS);
  return ticks.map((tS) => ({ tS, label: timeLabel(tS, stepS) }));
}

function timeLabel(tS: number, stepS: number): string {
  if (tS === 0) return '0';
  if (stepS >= 86_400) return `${tS / 86_400} d`;
  if (stepS >= 3600) return `${tS / 3600} h`;
  return stepS >= 60 ? `${tS / 60} min` : `${tS} s`;
}

/** From few ticks within a power of ten to many. */
const MANTISSAS = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8],
];

/** At least `count` round numbers on a logarithmic axis, if possible, and hardly more. */
export function logTicks(least: number, most: number, count: number): number[] {
  const choices = MANTISSAS.map((mantissas) => powersOfTen(least, most, mantissas));
  return choices.find((ticks) => ticks.length >= count) ?? choices[choices.length - 1] ?? [];
}

function powersOfTen(least: number, most: number, mantissas: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(least)); exponent <= Math.ceil(Math.log10(most)); exponent++) {
    for (const mantissa of mantissas) {
      const tick = Number((mantissa * 10 ** exponent).toPrecision(6));
      if (tick >= least && tick <= most) ticks.push(tick);
    }
  }
  return ticks;
}

function niceStep(atLeast: number, mantissas: readonly number[]): number {
  if (!(atLeast > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const mantissa = mantissas.find((one) => one * power >= atLeast * (1 - 1e-9)) ?? 10;
  return mantissa * power;
}

/** `1.5k`, `20`, `0.1` */
export function shortNumber(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
