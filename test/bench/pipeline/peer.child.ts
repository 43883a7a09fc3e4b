import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { answerQuestions, childSettings } from '../../support/asked-child';
import type { PeerQuestion, PeerSettings, PortraitsRun } from './messages';
import { costOf } from './samples';

/** Of its packages what we use; they are no dependency of ours, so their own types are not at hand. */
interface Tf {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor3d(values: Uint8Array, shape: [number, number, number], type: 'int32'): { dispose(): void };
}
interface Wasm {
  setWasmPaths(folder: string): void;
  setThreadsCount(threads: number): void;
}
interface Net {
  loadFromDisk(folder: string): Promise<void>;
}
interface FaceApi {
  nets: Record<'tinyFaceDetector' | 'ssdMobilenetv1' | 'faceLandmark68Net' | 'faceRecognitionNet', Net>;
  TinyFaceDetectorOptions: new () => object;
  SsdMobilenetv1Options: new () => object;
  detectSingleFace(
    image: unknown,
    detector: object,
  ): { withFaceLandmarks(): { withFaceDescriptor(): Promise<{ descriptor: Float32Array } | undefined> } };
}

const { packagesDir } = childSettings<PeerSettings>();
const peers = createRequire(join(packagesDir, 'package.json'));

answerQuestions(async () => {
  const tf = peers('@tensorflow/tfjs') as Tf;
  const wasm = peers('@tensorflow/tfjs-backend-wasm') as Wasm;
  wasm.setWasmPaths(
    dirname(peers.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')) + '/',
  );
  wasm.setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend does not start');
  await tf.ready();
  const faceapi = peers('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;
  const models = join(dirname(peers.resolve('@vladmandic/face-api/package.json')), 'model');
  for (const net of [
    'tinyFaceDetector',
    'ssdMobilenetv1',
    'faceLandmark68Net',
    'faceRecognitionNet',
  ] as const)
    await faceapi.nets[net].loadFromDisk(models);
  sharp.concurrency(1);
  const detectors = { tiny: new faceapi.TinyFaceDetectorOptions(), ssd: new faceapi.SsdMobilenetv1Options() };

  const findsFace = async (image: Uint8Array, detector: object): Promise<boolean> => {
    const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const tensor = tf.tensor3d(data, [info.height, info.width, 3], 'int32');
    const face = await faceapi.detectSingleFace(tensor, detector).withFaceLandmarks().withFaceDescriptor();
    tensor.dispose();
    return face !== undefined;
  };

  return async ({ paths, detector }: PeerQuestion): Promise<PortraitsRun> => {
    const images = await Promise.all(paths.map((path) => readFile(path)));
    let faces = 0;
    const cost = await costOf(async () => {
      for (const image of images) if (await findsFace(image, detectors[detector])) faces++;
    });
    return { ...cost, faces };
  };
});
