/** `1 worker`, `3 workers` */
export function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** As many digits as an operator can use: `0.02 s`, `1.5 s`, `12.3 s`, `150 s`. */
export function seconds(timeS: number): string {
  const digits =
    timeS >= 100 ? String(Math.round(timeS)) : String(Number(timeS.toPrecision(timeS >= 10 ? 3 : 2)));
  return `${digits} s`;
}
