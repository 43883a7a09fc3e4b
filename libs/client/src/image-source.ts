import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** The bytes of an image, a stream of them, or the file that they lie in. */
export type ImageSource = Uint8Array | Blob | AsyncIterable<Uint8Array> | { path: string };

/** Read as a whole: the gateway takes no image that would not fit. */
export async function blobOf(image: ImageSource): Promise<Blob> {
  if (image instanceof Blob) return image;
  if (image instanceof Uint8Array) return new Blob([image]);
  if (isFile(image)) return new Blob([await readFile(image.path)]);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of image) chunks.push(chunk as Uint8Array<ArrayBuffer>);
  return new Blob(chunks);
}

/** One multipart body: fields first, so that they are known when the image arrives; undefined ones are left out. */
export async function imageForm(
  image: ImageSource,
  fields: Record<string, string | number | undefined>,
): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, String(value));
  }
  const fileName = isFile(image) ? basename(image.path) : 'image';
  form.append('image', await blobOf(image), fileName);
  return form;
}

/** A stream of a file has a path, too. */
function isFile(image: ImageSource): image is { path: string } {
  return 'path' in image && !(Symbol.asyncIterator in image);
}
