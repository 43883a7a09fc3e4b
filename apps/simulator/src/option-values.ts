import type { BootTimes } from '@facefleet/scaling';

/** Every reader throws an Error that names the option and what it takes. */
interface Range {
  least: number;
  most?: number;
}

/** `1.5`, `1.5s` or `1500ms` [s] */
export function seconds(option: string, text: string, { least, most = Infinity }: Range): number {
  const [, digits, unit] = /^\s*([\d.]+(?:e-?\d+)?)\s*(s|ms)?\s*$/i.exec(text) ?? [];
  const value = Number(digits ?? NaN) / (unit?.toLowerCase() === 'ms' ? 1000 : 1);
  if (value >= least && value <= most) return value;
  throw new Error(`${option} takes seconds${rangeText({ least, most })}, not "${text}".`);
}

export function positiveSeconds(option: string, text: string): number {
  const value = seconds(option, text, { least: 0 });
  if (value > 0) return value;
  throw new Error(`${option} takes seconds above 0, not "${text}".`);
}

export function wholeNumber(option: string, text: string, { least, most = Infinity }: Range): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${option} takes a whole number${rangeText({ least, most })}, not "${text}".`);
}

/** `0.05` or `5%` */
export function share(option: string, text: string, { least, most = Infinity }: Range): number {
  const [, digits, percent] = /^\s*([\d.]+(?:e-?\d+)?)\s*(%)?\s*$/i.exec(text) ?? [];
  const value = Number(digits ?? NaN) / (percent === undefined ? 1 : 100);
  if (value >= least && value <= most) return value;
  throw new Error(`${option} takes a number${rangeText({ least, most })}, not "${text}".`);
}

/** `45,90` with any separator, `p50=45,p90=90`, or `45`, which is then what every boot takes. */
export function bootTimes(option: string, text: string): BootTimes {
  const words = text
    .replaceAll(/\s*=\s*/g, '=')
    .split(/[,/:;\s-]+/)
    .filter((word) => word !== '');
  const byName = new Map<string, string>();
  words.forEach((word, index) => {
    const [, name, value] = /^(?:(p50|p90)=)?(.*)$/i.exec(word) ?? [];
    byName.set(name?.toLowerCase() ?? ['p50', 'p90'][index] ?? 'more', value ?? '');
  });
  const p50 = byName.get('p50');
  const p90 = byName.get('p90') ?? (words.length === 1 ? p50 : undefined);
  if (p50 !== undefined && p90 !== undefined && words.length <= 2) {
    const times = { p50S: positiveSeconds(option, p50), p90S: positiveSeconds(option, p90) };
    if (times.p90S >= times.p50S) return times;
  }
  throw new Error(`${option} takes the median and the 90 % quantile in seconds, as 45,90, not "${text}".`);
}

/** `1.5`, or `1.5,0.3` with the coefficient of variation. */
export function serviceTime(option: string, text: string, defaultCv: number): { meanS: number; cv: number } {
  const [mean = '', cv, ...more] = text.split(/[,/:]/);
  if (more.length > 0) {
    throw new Error(
      `${option} takes a mean in seconds and, after a comma, a coefficient of variation, not "${text}".`,
    );
  }
  return {
    meanS: positiveSeconds(option, mean),
    cv: cv === undefined ? defaultCv : share(option, cv, { least: 0, most: 10 }),
  };
}

/** Of an option that may be given several times, with several values each. */
export function list(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function rangeText({ least, most = Infinity }: Range): string {
  return most === Infinity ? ` from ${least}` : ` from ${least} to ${most}`;
}
