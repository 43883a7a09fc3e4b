import { checkImageHeader, ExpectedError } from '@facefleet/platform';
import { createHash } from 'node:crypto';
import { UploadedImage } from './uploaded-image';

/**
 * Refuses what need not go through the queue to be refused. Reads first bytes and header: nothing is decoded here.
 *
 * @throws ExpectedError `image-missing`, `image-empty`, `image-type-unsupported`, `image-unreadable`, `image-too-many-pixels`
 */
export function checkImage(
  file: { buffer: Buffer; originalname: string } | undefined,
  field: string,
  maxPixels: number,
): UploadedImage {
  if (file === undefined) {
    throw new ExpectedError('image-missing', `Send the image as the multipart field "${field}".`);
  }
  const type = checkImageHeader(file.buffer, maxPixels);
  const sha256 = createHash('sha256').update(file.buffer).digest('hex');
  return new UploadedImage(file.buffer, sha256, `image/${type}`, file.originalname);
}
