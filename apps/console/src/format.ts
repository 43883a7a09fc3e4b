const whole = new Intl.NumberFormat('en');
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export const count = (value: number): string => whole.format(value);

/** 0.0000013 is `1 in 770,000`: what one can imagine, to two digits. */
export function oneIn(rate: number): string {
  if (rate <= 0) return '0';
  const times = 1 / rate;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(times)) - 1);
  return `1 in ${whole.format(Math.round(times / step) * step)}`;
}

/** As long as a person reads it. */
export function duration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

const UNITS: readonly (readonly [unit: string, lengthS: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
];

/** Of machines and waiting, which take days as well as milliseconds: `1.5 d`, `58 min`, `4.2 s` */
export function timeSpan(seconds: number): string {
  if (seconds > 0 && seconds < 1) return duration(seconds * 1000);
  const [unit, lengthS] = UNITS.find(([, least]) => seconds >= least) ?? ['s', 1];
  const amount = seconds / lengthS;
  return `${Number(amount.toFixed(amount >= 10 ? 0 : 1))} ${unit}`;
}

/** As many digits as one reads: `0.84`, `12.3`, `1,500` */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const maximumFractionDigits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits });
}

/** `1.25 %`, `< 0.01 %` */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return '< 0.01 %';
  return `${number(share * 100)} %`;
}

export const similarity = (value: number): string => value.toFixed(2);
export const clock = (iso: string): string => timeOfDay.format(new Date(iso));
export const time = (iso: string): string => dateAndTime.format(new Date(iso));

export function bytes(value: number): string {
  if (value < 1e6) return `${whole.format(Math.ceil(value / 1e3))} kB`;
  return `${(value / 1e6).toFixed(value < 10e6 ? 1 : 0)} MB`;
}
