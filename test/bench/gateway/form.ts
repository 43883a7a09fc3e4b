import { randomBytes } from 'node:crypto';
import { uniqueJpeg } from '../../support/photos';

const BOUNDARY = 'facefleet-bench';
const HEAD = Buffer.from(
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
const NONCE = 16;

/** An upload of a JPEG, put together once. */
export class Form {
  static readonly headers = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` };
  readonly bytes: Buffer;

  constructor(private readonly image: Buffer) {
    this.bytes = Buffer.concat([HEAD, image, TAIL]);
  }

  /** The same picture as a file that there was never before. */
  another(): Buffer {
    const nonce = randomBytes(NONCE / 2).toString('hex');
    return Buffer.concat([HEAD, uniqueJpeg(this.image, nonce), TAIL]);
  }
}
