export type Detector = 'tiny' | 'ssd';

export function loadFaceApi(detectors: readonly Detector[]): Promise<{
  describe: (image: Uint8Array, detector: Detector) => Promise<Float32Array | undefined>;
}>;
