/** An upload that looks like an image that we decode: checked by its first bytes and its header only. */
export class UploadedImage {
  constructor(
    private bytes: Buffer | undefined,
    readonly sha256: string,
    /** By its content, whatever the client called it. */
    readonly contentType: string,
    /** As the client called it. For the eye only: it never becomes part of a key or a path. */
    readonly fileName: string,
  ) {}

  /** The bytes, once: while the answer is waited for, nobody holds them in memory. */
  takeBytes(): Buffer {
    const { bytes } = this;
    if (bytes === undefined) throw new Error('The bytes of the upload were taken already');
    this.bytes = undefined;
    return bytes;
  }
}
