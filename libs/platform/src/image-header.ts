import { imageSize } from 'image-size';
import { ExpectedError } from './errors';
import { refuseTooManyPixels } from './image-size';
import { type ImageType, imageType } from './image-type';
import { jpegSize } from './jpeg-size';

/**
 * Refuses what need not be decoded to be refused. Reads first bytes and header only.
 *
 * @param maxPixels width x height that is accepted at most
 * @throws ExpectedError `image-empty`, `image-type-unsupported`, `image-unreadable`, `image-too-many-pixels`
 */
export function checkImageHeader(bytes: Buffer, maxPixels: number): ImageType {
  if (bytes.length === 0) throw new ExpectedError('image-empty', 'The uploaded file has no bytes.');
  const type = imageType(bytes);
  if (type === undefined) {
    throw new ExpectedError(
      'image-type-unsupported',
      'The upload is not an image that we know by its content. Send a JPEG, PNG, WebP, GIF, AVIF or TIFF file.',
    );
  }
  refuseTooManyPixels(headerOf(bytes, type), maxPixels);
  return type;
}

/** @throws ExpectedError `image-too-large` */
export function refuseTooManyBytes(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new ExpectedError(
    'image-too-large',
    `The upload is larger than ${maxBytes} bytes. Send a smaller image.`,
  );
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
