/** By type, or by name where the system knows none: AVIF and TIFF are often among them. */
const NAMES = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;

export function imagesAmong(files: Iterable<File>): File[] {
  return [...files].filter(({ type, name }) => type.startsWith('image/') || NAMES.test(name));
}

/** For `accept` of a file input. */
export const IMAGE_TYPES = 'image/jpeg,image/png,image/webp,image/gif,image/avif,image/tiff';
