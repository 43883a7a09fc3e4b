import { uuidv7TimeMs } from '@facefleet/platform';

/**
 * Records lie in objects `audit/<yyyy>/<mm>/<dd>/<hh>/<uuidv7>.jsonl` (UTC), each with the lines of about a second at
 * most. The id carries the time of its first record, so that names alone say where to look.
 */
export const AUDIT_PREFIX = 'audit/';

const SUFFIX = '.jsonl';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `2026/11/23/14` */
export const hourOf = (atMs: number): string =>
  new Date(atMs).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');

export function keyOfBatch(id: string): string {
  return `${AUDIT_PREFIX}${hourOf(uuidv7TimeMs(id))}/${id}${SUFFIX}`;
}

/** @returns undefined for a key of something else */
export function batchOfKey(key: string): string | undefined {
  const id = key.slice(key.lastIndexOf('/') + 1, -SUFFIX.length);
  return isBatchId(id) && key === keyOfBatch(id) ? id : undefined;
}

export function isBatchId(text: string): boolean {
  return ID.test(text);
}
