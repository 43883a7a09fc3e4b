import { CommandError } from './resp';

export const NOT_AN_INTEGER = 'ERR value is not an integer or out of range';
const INT64_MAX = 2n ** 63n - 1n;

/** Keys and channels as latin1 text: one character a byte, so any bytes survive. */
export function keyOf(argument: Buffer): string {
  return argument.toString('latin1');
}

export function keyBytes(key: string): Buffer {
  return Buffer.from(key, 'latin1');
}

/** Option words and command names: ASCII, in any case. */
export function wordOf(argument: Buffer | undefined): string {
  return argument?.toString('latin1').toUpperCase() ?? '';
}

/** A signed 64-bit integer in its only spelling. @throws CommandError */
export function integerOf(argument: Buffer | undefined): bigint {
  const text = argument?.toString('latin1') ?? '';
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text) || !fitsInt64(BigInt(text))) throw new CommandError(NOT_AN_INTEGER);
  return BigInt(text);
}

export function fitsInt64(value: bigint): boolean {
  return value <= INT64_MAX && value >= -INT64_MAX - 1n;
}
