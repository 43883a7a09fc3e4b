import type { JobItemRef } from '@facefleet/contracts';
import { createHash } from 'node:crypto';

/** "019338e2-7c1b": the time stamp of a UUIDv7, as it is written. */
const TIME_LENGTH = 13;

/**
 * The id of a job's item: a UUIDv7 with the time stamp of the job's id. The same item always gets the same id, so an
 * item that is sent twice is one request. The index is in it, masked, so that the item can be found by its id alone.
 */
export function itemId({ id, index }: JobItemRef): string {
  const bytes = createHash('sha256').update(id).digest().subarray(0, 16);
  Buffer.from(timeOf(id).replace('-', ''), 'hex').copy(bytes, 0);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6); // version
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8); // variant
  bytes.writeUInt32BE((bytes.readUInt32BE(12) ^ index) >>> 0, 12);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** @returns undefined where `jobId` has no item with this id */
export function itemOf(id: string, jobId: string): JobItemRef | undefined {
  const lastBytes = (uuid: string) => parseInt(uuid.slice(-8), 16);
  const index = (lastBytes(id) ^ lastBytes(itemId({ id: jobId, index: 0 }))) >>> 0;
  return itemId({ id: jobId, index }) === id.toLowerCase() ? { id: jobId, index } : undefined;
}

/** What the ids of a job and of its items begin with. */
export function timeOf(id: string): string {
  return id.toLowerCase().slice(0, TIME_LENGTH);
}
