import type { ArchiveType } from '@facefleet/bulk';

/** So many bytes from the beginning say what an archive is. */
export const ARCHIVE_HEAD_BYTES = 262;

const MARKS: readonly { type: ArchiveType; at: number; mark: string }[] = [
  { type: 'zip', at: 0, mark: 'PK\x03\x04' },
  { type: 'zip', at: 0, mark: 'PK\x05\x06' }, // nothing in it
  { type: 'gzip', at: 0, mark: '\x1f\x8b' },
  { type: 'tar', at: 257, mark: 'ustar' },
];

/** By its content, whatever its client calls it; undefined for what we do not unpack. */
export function archiveType(head: Buffer): ArchiveType | undefined {
  return MARKS.find(({ at, mark }) => head.toString('latin1', at, at + mark.length) === mark)?.type;
}
