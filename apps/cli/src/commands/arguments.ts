import { InvalidArgumentError } from 'commander';

export function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
}

export function falseMatchRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 1)) throw new InvalidArgumentError('It is a number above 0, at most 1.');
  return rate;
}

export function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 3600)) throw new InvalidArgumentError('It is a number from 0.1 to 3600.');
  return value;
}
