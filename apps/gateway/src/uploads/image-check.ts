import { ExpectedError, type ImageType, imageType, refuseTooManyPixels } from '@facefleet/platform';
import { imageSize } from 'image-size';
import { createHash } from 'node:crypto';
import { jpegSize } from './jpeg-size';
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
  if (file.buffer.length === 0) throw new ExpectedError('image-empty', 'The uploaded file has no bytes.');
  const type = imageType(file.buffer);
  if (type === undefined) {
    throw new ExpectedError(
      'image-type-unsupported',
      'The upload is not an image that we know by its content. Send a JPEG, PNG, WebP, GIF, AVIF or TIFF file.',
    );
  }
  refuseTooManyPixels(headerOf(file.buffer, type), maxPixels);
  const sha256 = createHash('sha256').update(file.buffer).digest('hex');
  return new UploadedImage(file.buffer, sha256, `image/${type}`, file.originalname);
}

function headerOf(bytes: Buffer, type: ImageType): { width: number; height: number } {
  const size = type === 'jpeg' ? jpegSize(bytes) : sizeByLibrary(bytes);
  if (size && size.width > 0 && size.height > 0) return size;
  throw new ExpectedError(
    'image-unreadable',
    'The header of the image cannot be read: the file is damaged or ends too early. Send it again or convert it.',
  );
}

/** Not for JPEG: there it looks at every byte of a file that was made to be slow. */
function sizeByLibrary(bytes: Buffer): { width: number; height: number } | undefined {
  try {
    return imageSize(bytes);
  } catch {
    return undefined;
  }
}
