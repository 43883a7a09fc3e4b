import { normalFrom, randomFrom } from '../accuracy/random.fixture';

/**
 * Of the fine noise that a camera's sensor leaves [8-bit levels]: an enlarged picture has none, and without it compresses
 * and decodes unlike any photograph. So much makes one of 12 MP 3 to 4 MB, which is what cameras write.
 */
const NOISE = 7;

/** The same on all channels of a pixel, as far as a sensor's is. The same each time. */
export function addSensorNoise(pixels: Buffer, channels: number): void {
  const normal = normalFrom(randomFrom(1));
  // Drawn once and used again from another place in each run through: a repetition that no compression sees.
  const noise = Float32Array.from({ length: 1_000_003 }, () => normal() * NOISE);
  for (let i = 0; i < pixels.length; i++) {
    const grain = noise[Math.floor(i / channels) % noise.length] as number;
    pixels[i] = Math.min(255, Math.max(0, Math.round((pixels[i] as number) + grain)));
  }
}
