import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

/** The little of TensorFlow.js and face-api that the comparison needs. */
interface TfTensor {
  data(): Promise<Float32Array>;
}
interface Network {
  getDefaultModelName(): string;
  loadFromWeightMap(weights: object): void;
  forward(image: TfTensor, inputSize?: number): Promise<TfTensor>;
}
interface FaceApi {
  tf: {
    env(): { setPlatform(name: string, platform: object): void };
    setBackend(name: string): Promise<boolean>;
    io: { decodeWeights(bytes: ArrayBuffer, entries: unknown[]): object };
    tensor3d(values: Int32Array, shape: [number, number, number], dtype: 'int32'): TfTensor;
  };
  env: { setEnv(environment: object): void };
  nets: Record<'tinyFaceDetector' | 'faceLandmark68Net' | 'faceRecognitionNet', Network>;
}

export interface Library {
  /** Runs one network of the library. @param rgb square picture of this side, RGB in turn, 0..255 */
  forward(net: keyof FaceApi['nets'], rgb: Uint8Array, side: number): Promise<Float32Array>;
}

const packageDir = dirname(createRequire(__filename).resolve('@vladmandic/face-api/package.json'));

export const samplePath = (n: number) => join(packageDir, 'demo', `sample${n}.jpg`);

/**
 * The library itself, with the TensorFlow.js that is part of its browser bundle, on its CPU backend. `process` is
 * hidden from the bundle: it would take itself for a Node build and miss Node's modules.
 */
export async function loadLibrary(): Promise<Library> {
  const bundle = await readFile(join(packageDir, 'dist', 'face-api.js'), 'utf8');
  const run = compileFunction(`${bundle}; return faceapi;`, ['process']) as (process: undefined) => FaceApi;
  const faceApi = run(undefined);
  const { tf, nets } = faceApi;
  tf.env().setPlatform('test', {
    isTypedArray: (value: unknown) => ArrayBuffer.isView(value),
    now: () => performance.now(),
  });
  // The library asks of every input whether it is one of these.
  const none = class {};
  faceApi.env.setEnv({
    Canvas: none,
    Image: none,
    ImageData: none,
    Video: none,
    CanvasRenderingContext2D: none,
  });
  await tf.setBackend('cpu');

  const load = async (net: Network) => {
    const base = join(packageDir, 'model', net.getDefaultModelName());
    const groups = JSON.parse(await readFile(`${base}-weights_manifest.json`, 'utf8')) as {
      weights: unknown[];
    }[];
    const bytes = Uint8Array.from(await readFile(`${base}.bin`)).buffer;
    const entries = groups.flatMap((group) => group.weights);
    net.loadFromWeightMap(tf.io.decodeWeights(bytes, entries));
  };
  await load(nets.tinyFaceDetector);
  await load(nets.faceLandmark68Net);
  await load(nets.faceRecognitionNet);

  return {
    forward: async (net, rgb, side) => {
      const image = tf.tensor3d(Int32Array.from(rgb), [side, side, 3], 'int32');
      return (await nets[net].forward(image, side)).data();
    },
  };
}
