/** An image as the browser shows it, upright. */
export interface Picture {
  /** At most `PREVIEW_PX` wide or high, so that many fit into memory. */
  preview: ImageBitmap;
  /** Of the image itself [pixels]. */
  width: number;
  height: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const PREVIEW_PX = 1_600;
/** What is around a face in a portrait, in widths of the face: detectors want some of it. */
const MARGIN = 0.5;
const JPEG_QUALITY = 0.95;

/** @returns undefined for what this browser cannot show; the gateway may know it all the same */
export async function pictureOf(file: Blob): Promise<Picture | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (image === undefined) return undefined;
  const { width, height } = image;
  const scale = Math.min(1, PREVIEW_PX / Math.max(width, height));
  if (scale === 1) return { preview: image, width, height };
  const preview = await createImageBitmap(image, {
    resizeWidth: Math.round(width * scale),
    resizeHeight: Math.round(height * scale),
    resizeQuality: 'medium',
  });
  image.close();
  return { preview, width, height };
}

/** A face with what is around it, as far as the image goes. */
export function portraitBox(face: Box, image: { width: number; height: number }): Box {
  const side = Math.max(face.width, face.height) * (1 + 2 * MARGIN);
  const x = Math.max(0, face.x + face.width / 2 - side / 2);
  const y = Math.max(0, face.y + face.height / 2 - side / 2);
  return { x, y, width: Math.min(side, image.width - x), height: Math.min(side, image.height - y) };
}

/** The face as an image of its own, in all pixels that it has. */
export async function portraitOf(file: Blob, face: Box): Promise<Blob> {
  const image = await createImageBitmap(file);
  const { x, y, width, height } = portraitBox(face, image);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width), Math.round(height)];
  canvas.getContext('2d')?.drawImage(image, x, y, width, height, 0, 0, canvas.width, canvas.height);
  image.close();
  return jpegOf(canvas);
}

export function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser made no JPEG'))),
      'image/jpeg',
      JPEG_QUALITY,
    );
  });
}
