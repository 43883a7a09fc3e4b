/**
 * Decisions are kept in segments: objects with a line of JSON for each decision of a scaler during about a minute, named
 * `fleet/decisions/<day>/<time>-<scalerId>`, so that their names alone say which are old and which come first.
 */
export const DECISIONS = 'fleet/decisions/';

const SUFFIX = '.jsonl.gz';
const NAME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{3})Z-([\w-]+)$/;

/** `2026-11-23` */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** `2026-11-23T120000.000Z-<scalerId>`: sorts by time */
export function segmentName(startMs: number, scalerId: string): string {
  return `${new Date(startMs).toISOString().replaceAll(':', '')}-${scalerId}`;
}

export function keyOfSegment(name: string): string {
  return `${DECISIONS}${name.slice(0, 10)}/${name}${SUFFIX}`;
}

/** @returns undefined for a key of something else */
export function segmentOfKey(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1, -SUFFIX.length);
  return key.endsWith(SUFFIX) && NAME.test(name) ? name : undefined;
}

/** When its first decision was made [Unix time, ms]; undefined for what is no name of a segment */
export function startOfSegment(name: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds, ms] = NAME.exec(name) ?? [];
  const atMs = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}
