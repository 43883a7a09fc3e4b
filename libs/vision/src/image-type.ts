export type ImageType = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff';

/**
 * What an image is by its first bytes, whatever its name says; undefined for everything that we do not decode, SVG
 * (which would be rendered: scripts, fonts, references) and HEIC among it.
 */
export function imageType(bytes: Uint8Array): ImageType | undefined {
  const has = (text: string, at = 0): boolean => {
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
    return true;
  };
  if (has('\xff\xd8\xff')) return 'jpeg';
  if (has('\x89PNG\r\n\x1a\n')) return 'png';
  if (has('RIFF') && has('WEBP', 8)) return 'webp';
  if (has('GIF87a') || has('GIF89a')) return 'gif';
  if (has('II*\0') || has('MM\0*') || has('II+\0') || has('MM\0+')) return 'tiff';
  if (has('ftyp', 4) && isAvif(bytes, has)) return 'avif';
  return undefined;
}

/** The first box of an AVIF file (`ftyp`: size, major brand, version, compatible brands) names `avif` or `avis` as a brand. */
function isAvif(bytes: Uint8Array, has: (text: string, at: number) => boolean): boolean {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = Math.min(size, bytes.length, 256);
  for (let at = 8; at + 4 <= end; at += 4) if (has('avif', at) || has('avis', at)) return true;
  return false;
}
