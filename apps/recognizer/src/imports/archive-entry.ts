/** A file in an archive. */
export interface ArchiveEntry {
  /** As the archive has it: for people to read and to take a person from, never the name of a file here. */
  path: string;
  /**
   * May be called until the next entry is asked for.
   * @throws ExpectedError `image-too-large` above so many bytes, `image-unreadable`
   */
  read(maxBytes: number): Promise<Buffer>;
}

/** Photographs hardly get smaller in an archive: what unpacks to more than so many times its size is made to do harm. */
const MAX_EXPANSION = 100;
const ALWAYS_ALLOWED_BYTES = 100_000_000;

/** The archive cannot be read on from here. */
export class BrokenArchive extends Error {}

/** Counts what comes out of an archive. */
export class Expansion {
  private unpackedBytes = 0;

  constructor(private readonly archiveBytes: number) {}

  /** @throws BrokenArchive */
  add(bytes: number): void {
    this.unpackedBytes += bytes;
    if (this.unpackedBytes <= ALWAYS_ALLOWED_BYTES) return;
    if (this.unpackedBytes > MAX_EXPANSION * this.archiveBytes)
      throw new BrokenArchive(`it unpacks to more than ${MAX_EXPANSION} times its size`);
  }
}
