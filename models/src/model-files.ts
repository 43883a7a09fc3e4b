import { join } from 'node:path';
import { manifest, type ModelSetName } from './manifest';

/** Where an installed model lies. */
export function modelPath(modelsDir: string, model: string): string {
  return join(modelsDir, `${model}.onnx`);
}

/** The names of the models that make up a set. */
export function modelsOfSet(set: ModelSetName): string[] {
  const { detector, landmarks, embedder } = manifest.sets[set];
  return landmarks === undefined ? [detector, embedder] : [detector, landmarks, embedder];
}
