import { createHash } from 'node:crypto';

/** "019338e2-7c1b": the time stamp of a UUIDv7, as it is written. */
const TIME_LENGTH = 13;

/**
 * The id of the entry with a face's embedding by another model: a UUIDv7 that is the same whoever makes it, however
 * often. It is as old as what asked for it, so a gallery that was deleted since then does not get the entry.
 *
 * @param askedBy the id of the model change, or of the enrolment
 */
export function embeddingEntryId(faceId: string, model: string, askedBy: string): string {
  const time = askedBy.toLowerCase().slice(0, TIME_LENGTH);
  const bytes = createHash('sha256').update(`${faceId.toLowerCase()} ${model}`).digest().subarray(0, 16);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6); // version
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8); // variant
  const rest = bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return time + rest.slice(TIME_LENGTH);
}
