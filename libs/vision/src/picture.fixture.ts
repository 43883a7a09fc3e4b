import { CHANNELS, type Picture } from './picture';

/** A picture at the image's own scale whose pixels are a function of their place. */
export function paint(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): Picture {
  const data = new Uint8Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * CHANNELS);
  }
  return { width, height, data, left: 0, top: 0, pixelWidth: 1, pixelHeight: 1 };
}
