import type { Box } from '@facefleet/contracts';
import { ModelCatalogue } from '@facefleet/models';
import {
  FaceAnalyser,
  type AnalysisOptions,
  type FoundFace,
  type ImageAnalysis,
  type ImageDetection,
} from './analyser';
import { Photo } from './decode';
import { cropSources } from './detail';
import type { DetectedFace } from './detection';
import type { AlignedFace } from './embedder';
import { loadModelSet, type LoadedModelSet } from './model-set';
import { area } from './nms';
import { CHANNELS, type Picture } from './picture';
import { Pyramid } from './pyramid';
import { qualityOf } from './quality';
import type { SimilarityTransform } from './similarity-transform';

export const DEFAULT_MAX_IMAGE_PIXELS = 64_000_000;

export interface PipelineOptions {
  /** Folder with the ONNX files. */
  modelsDir: string;
  /** width x height that is decoded at most. */
  maxImagePixels: number;
}

/**
 * Decode -> detect -> align -> embed, one image after the other in the thread that calls it (which the networks block: see
 * `PooledFaceAnalyser`). Networks are loaded when they are first asked for and stay.
 */
export class FacePipeline extends FaceAnalyser {
  private readonly sets = new Map<string, Promise<LoadedModelSet>>();
  private readonly catalogue: ModelCatalogue;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param nowMs what the timings are taken from [ms] */
  constructor(
    private readonly options: PipelineOptions,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    super();
    this.catalogue = ModelCatalogue.read(options.modelsDir);
  }

  analyse(image: Uint8Array, options: AnalysisOptions): Promise<ImageAnalysis> {
    return this.inTurn(async () => {
      const { aligned, faces, timings, ...size } = await this.find(image, options);
      const startedMs = this.nowMs();
      const { embedder } = await this.modelSet(options.model);
      const embeddings = await embedder.embed(aligned);
      return {
        ...size,
        faces: faces.map((face, i) => ({ ...face, embedding: embeddings[i]! })),
        timings: { ...timings, embedMs: this.nowMs() - startedMs },
      };
    });
  }

  detect(image: Uint8Array, options: AnalysisOptions): Promise<ImageDetection> {
    return this.inTurn(async () => {
      const { width, height, faces, timings } = await this.find(image, options);
      return { width, height, faces, timings };
    });
  }

  warmUp(model: string): Promise<void> {
    return this.inTurn(async () => {
      const { detector, embedder } = await this.modelSet(model);
      const grey = new Pyramid(plainPicture(embedder.cropSize));
      await detector.detect(grey, 1);
      await embedder.embed([{ source: grey, imageToCrop: { a: 1, b: 0, shiftX: 0, shiftY: 0 } }]);
    });
  }

  /** The faces, and in the same order where an embedder finds them. */
  private async find(
    image: Uint8Array,
    { model, maxFaces }: AnalysisOptions,
  ): Promise<ImageDetection & { aligned: AlignedFace[] }> {
    const { detector, embedder } = await this.modelSet(model);
    const startedMs = this.nowMs();
    const photo = await Photo.open(image, this.options.maxImagePixels);
    const overview = new Pyramid(await this.overviewOf(photo));
    const decodedMs = this.nowMs();

    const found = (await detector.detect(overview, maxFaces))
      .map((face) => ({ ...face, box: clip(face.box, photo) }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
      .sort((a, b) => area(b.box) - area(a.box));
    const detectedMs = this.nowMs();

    const aligned: { face: DetectedFace; imageToCrop: SimilarityTransform }[] = [];
    for (const face of found) {
      const imageToCrop = embedder.align(face);
      if (imageToCrop) aligned.push({ face, imageToCrop });
    }
    const transforms = aligned.map(({ imageToCrop }) => imageToCrop);
    const sources = await cropSources(photo, overview, transforms, embedder.cropSize);
    const croppedMs = this.nowMs();

    const faces = aligned.map(({ face: { box, landmarks, score } }, i): FoundFace => {
      const quality = qualityOf(landmarks, photo, sources[i]!);
      return { box, landmarks, detectionScore: score, quality };
    });
    return {
      width: photo.width,
      height: photo.height,
      faces,
      aligned: transforms.map((imageToCrop, i) => ({ source: sources[i]!, imageToCrop })),
      timings: {
        decodeMs: decodedMs - startedMs + (croppedMs - detectedMs),
        detectMs: detectedMs - decodedMs + (this.nowMs() - croppedMs),
      },
    };
  }

  /** What faces are looked for in. */
  protected overviewOf(photo: Photo): Promise<Picture> {
    return photo.read(photo.overviewShrink);
  }

  private modelSet(model: string): Promise<LoadedModelSet> {
    let set = this.sets.get(model);
    if (!set) {
      set = loadModelSet(this.catalogue, model);
      this.sets.set(model, set);
      // A model that is installed later is found then.
      set.catch(() => this.sets.delete(model));
    }
    return set;
  }

  /** The networks' input buffers are reused, so that two images at once would mix. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

/** The part of a box that lies in the image. */
function clip(box: Box, image: { width: number; height: number }): Box {
  const x = Math.min(Math.max(box.x, 0), image.width);
  const y = Math.min(Math.max(box.y, 0), image.height);
  return {
    x,
    y,
    width: Math.min(Math.max(box.x + box.width, x), image.width) - x,
    height: Math.min(Math.max(box.y + box.height, y), image.height) - y,
  };
}

function plainPicture(side: number): Picture {
  return {
    width: side,
    height: side,
    data: new Uint8Array(side * side * CHANNELS).fill(128),
    left: 0,
    top: 0,
    pixelWidth: 1,
    pixelHeight: 1,
  };
}
