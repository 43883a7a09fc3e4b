import type { Model } from './manifest';
import { convertOpenVinoIr } from './openvino/convert';
import { buildDlibResnet } from './tfjs/dlib-resnet';
import { buildFaceLandmark68 } from './tfjs/face-landmark-68';
import { buildTinyFaceDetector } from './tfjs/tiny-face-detector';
import { readWeights, type Weights } from './tfjs/weights';

/** TensorFlow.js files hold weights only, so these networks are built by hand. */
const TFJS_NETWORKS: Readonly<Record<string, (weights: Weights) => Uint8Array>> = {
  'tiny-yolo': buildTinyFaceDetector,
  'face-landmark-68': buildFaceLandmark68,
  'dlib-resnet': buildDlibResnet,
};

/**
 * @param sources the verified bytes of the model's source files, in the manifest's order
 * @returns the model as an ONNX file
 */
export function convert(model: Model, sources: readonly Uint8Array[]): Uint8Array {
  const [first, second] = sources;
  switch (model.converter) {
    case 'onnx':
      return need(first);
    case 'openvino-ir':
      return convertOpenVinoIr(need(first), need(second));
    case 'tfjs': {
      const build = TFJS_NETWORKS[model.architecture];
      if (!build) throw new Error(`there is no builder of the architecture "${model.architecture}"`);
      return build(readWeights(need(first), need(second)));
    }
  }
}

function need(source: Uint8Array | undefined): Uint8Array {
  if (!source) throw new Error('the manifest names too few source files');
  return source;
}
