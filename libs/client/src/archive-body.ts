/** The bytes of an archive, as they come: of a file, of a packer. */
export type ArchiveSource = AsyncIterable<Uint8Array>;

/**
 * A body to be sent while it is read. fetch says only that it failed: `error` is what went wrong with the source, if
 * anything did.
 */
export class ArchiveBody implements AsyncIterable<Uint8Array> {
  error: unknown;

  constructor(private readonly source: ArchiveSource) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.source;
    } catch (error) {
      this.error = error;
      throw error;
    }
  }
}
