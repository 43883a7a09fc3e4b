/**
 * face-api on its wasm backend, which has one thread in Node. Plain JavaScript, as its users have it: whoever measures the
 * memory of a process that loads it does not want a compiler in there.
 */
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const sharp = require('sharp');

// Not by `require`: they are no dependency of the project, and its import rules would not find them.
const peers = createRequire(module.filename);

/** @param detectors of which the nets are loaded: `tiny`, `ssd` */
async function loadFaceApi(detectors) {
  const tf = peers('@tensorflow/tfjs');
  const wasm = peers('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(
    dirname(peers.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')) + '/',
  );
  wasm.setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend does not start');
  await tf.ready();
  const faceapi = peers('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const models = join(dirname(peers.resolve('@vladmandic/face-api/package.json')), 'model');
  const detectorNets = { tiny: 'tinyFaceDetector', ssd: 'ssdMobilenetv1' };
  for (const net of [
    ...detectors.map((name) => detectorNets[name]),
    'faceLandmark68Net',
    'faceRecognitionNet',
  ])
    await faceapi.nets[net].loadFromDisk(models);
  sharp.concurrency(1);
  const options = { tiny: new faceapi.TinyFaceDetectorOptions(), ssd: new faceapi.SsdMobilenetv1Options() };

  /** The descriptor of the surest face, undefined where there is none. */
  async function describe(image, detector) {
    const { data, info } = await sharp(image)
      .autoOrient()
      .flatten()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const tensor = tf.tensor3d(data, [info.height, info.width, 3], 'int32');
    try {
      const face = await faceapi
        .detectSingleFace(tensor, options[detector])
        .withFaceLandmarks()
        .withFaceDescriptor();
      return face?.descriptor;
    } finally {
      tensor.dispose();
    }
  }

  return { faceapi, describe };
}

module.exports = { loadFaceApi };
