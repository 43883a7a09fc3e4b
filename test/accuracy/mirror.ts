import type { Box } from '@facefleet/contracts';
import type { AnalysedFace } from '@facefleet/vision';
import sharp from 'sharp';

/** Two boxes that share less of their common area than this show different faces. */
const LEAST_OVERLAP = 0.3;

/** The image turned upright and left to right, without loss. */
export function mirrored(image: Uint8Array): Promise<Buffer> {
  return sharp(image).autoOrient().flop().png({ compressionLevel: 1 }).toBuffer();
}

/** Among the faces of the mirror image, the one that `face` is. */
export function mirrorImageOf(
  face: AnalysedFace,
  { faces, width }: { faces: readonly AnalysedFace[]; width: number },
): AnalysedFace | undefined {
  let chosen: AnalysedFace | undefined;
  let most = LEAST_OVERLAP;
  for (const candidate of faces) {
    const { box } = candidate;
    const overlap = overlapOf(face.box, { ...box, x: width - box.x - box.width });
    if (overlap >= most) [chosen, most] = [candidate, overlap];
  }
  return chosen;
}

/** The mean of two embeddings; of unit length where the model compares by angle. */
export function averaged(a: Float32Array, b: Float32Array, distance: 'cosine' | 'euclidean'): Float32Array {
  const mean = a.map((value, index) => (value + b[index]!) / 2);
  if (distance === 'euclidean') return mean;
  const length = Math.hypot(...mean);
  return mean.map((value) => value / length);
}

/** Intersection over union. */
function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const common = Math.max(0, width) * Math.max(0, height);
  return common / (a.width * a.height + b.width * b.height - common);
}
