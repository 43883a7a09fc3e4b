import { z } from 'zod';
import type { Tensor } from '../onnx/graph-builder';

const WeightEntry = z.object({
  name: z.string(),
  shape: z.array(z.number().int().positive()),
  dtype: z.literal('float32'),
  /** value = byte * scale + min; absent: plain float32 */
  quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
});
type WeightEntry = z.infer<typeof WeightEntry>;

const WeightsManifest = z.array(z.object({ weights: z.array(WeightEntry) }));

/** The weights of one network, by name. */
export class Weights {
  constructor(private readonly tensors: ReadonlyMap<string, Tensor>) {}

  /** @throws Error naming a weight that the file does not have, or has in another shape */
  get(name: string, rank: number): Tensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the weights hold no "${name}"`);
    if (tensor.shape.length !== rank)
      throw new Error(`the weight "${name}" has ${tensor.shape.length} dimensions instead of ${rank}`);
    return tensor;
  }

  vector(name: string): Float32Array {
    return this.get(name, 1).data;
  }
}

/**
 * Reads TensorFlow.js weights: a manifest that names them in order, and their values one after another in one file.
 *
 * @throws Error when the two do not fit each other
 */
export function readWeights(manifestJson: Uint8Array, values: Uint8Array): Weights {
  const manifest = WeightsManifest.parse(JSON.parse(Buffer.from(manifestJson).toString('utf8')));
  const tensors = new Map<string, Tensor>();
  let offset = 0;
  for (const entry of manifest.flatMap((group) => group.weights)) {
    const count = entry.shape.reduce((product, side) => product * side, 1);
    const end = offset + count * (entry.quantization ? 1 : 4);
    if (end > values.length) throw new Error(`the weights end before "${entry.name}" does`);
    tensors.set(entry.name, { shape: entry.shape, data: decode(values.subarray(offset, end), entry) });
    offset = end;
  }
  if (offset !== values.length) throw new Error(`the weights have ${values.length - offset} bytes too many`);
  return new Weights(tensors);
}

function decode(bytes: Uint8Array, { quantization }: WeightEntry): Float32Array {
  if (quantization) return Float32Array.from(bytes, (byte) => byte * quantization.scale + quantization.min);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
