/** An upload that looks like an image that we decode: checked by its first bytes and its header only. */
export interface UploadedImage {
  bytes: Buffer;
  sha256: string;
  /** By its content, whatever the client called it. */
  contentType: string;
  /** As the client called it. For the eye only: it never becomes part of a key or a path. */
  fileName: string;
}
