import type { PersonChange } from '@facefleet/client';
import { InvalidArgumentError } from 'commander';

type MetadataChange = NonNullable<PersonChange['metadata']>;

export function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
}

export function falseMatchRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 1)) throw new InvalidArgumentError('It is a number above 0, at most 1.');
  return rate;
}

export function retention(text: string): string {
  if (/^(keep|none|[1-9]\d{0,3}[hd])$/.test(text)) return text;
  throw new InvalidArgumentError('It is keep, none, or a time from 1h to 9999d, as 12h or 30d.');
}

export function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 3600)) throw new InvalidArgumentError('It is a number from 0.1 to 3600.');
  return value;
}

export function perMinute(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}

const DAY_MS = 24 * 3600 * 1000;

/** @returns a time stamp of ISO 8601 */
export function expiry(text: string): string {
  const days = /^([1-9]\d{0,4})d$/.exec(text)?.[1];
  const atMs = days === undefined ? Date.parse(text) : Date.now() + Number(days) * DAY_MS;
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('It is a number of days, as 30d, or a time.');
  return new Date(atMs).toISOString();
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** A time, or so long ago. @returns a time stamp of ISO 8601 */
export function moment(text: string): string {
  return timeFrom(text, -1);
}

/** A time, or in so long. @returns a time stamp of ISO 8601 */
export function upcoming(text: string): string {
  return timeFrom(text, 1);
}

function timeFrom(text: string, direction: 1 | -1): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const awayMs = Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  const atMs = count === undefined ? Date.parse(text) : Date.now() + direction * awayMs;
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('It is a time, or how long, as 90s, 30m, 2h or 7d.');
  return new Date(atMs).toISOString();
}

/** One after the other: `key=text`, or `key:=json`. */
export function metadataChange(text: string, before: MetadataChange = {}): MetadataChange {
  const [, key, isJson, value] = /^([^=:]+)(:?)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError('It is key=value, or key:=value for JSON.');
  }
  return { ...before, [key]: isJson ? jsonOf(value) : value };
}

function jsonOf(text: string): MetadataChange[string] {
  try {
    return JSON.parse(text) as MetadataChange[string]; // the gateway says what it takes
  } catch {
    throw new InvalidArgumentError('What follows := is JSON.');
  }
}
