import type { Model } from './manifest';

/**
 * Part of each installed model's record: raising one makes the models of that converter anew. Raise it with every
 * change of what the converter writes; a test holds the hashes of what the current versions write.
 */
export const CONVERTER_VERSIONS: Readonly<Record<Model['converter'], number>> = {
  onnx: 1,
  'openvino-ir': 1,
  tfjs: 1,
};
