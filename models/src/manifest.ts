import { z } from 'zod';
import manifestJson from '../manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One file that a model is made from, pinned by its hash: where it comes from does not matter, what it is does. */
const SourceFile = z.object({
  name: z.string(),
  bytes: z.number().int(),
  sha256,
  /** Path inside an npm package that every install brings along; else it is fetched from `urls`. */
  npm: z.object({ package: z.string(), path: z.string() }).optional(),
  /** Tried in order. */
  urls: z.array(z.url()).default([]),
});
export type SourceFile = z.infer<typeof SourceFile>;

const point = z.tuple([z.number(), z.number()]);

const common = {
  licence: z.string(),
  origin: z.string(),
  /** How the sources become ONNX. */
  converter: z.enum(['onnx', 'openvino-ir', 'tfjs']),
  sources: z.array(SourceFile).min(1),
  /** As measured, with the data it was measured on. */
  accuracy: z.string().optional(),
};

/** Finds faces. `yunet` brings 5 points along, `tiny-yolo` needs a `landmarks` model. */
const Detector = z.object({
  ...common,
  task: z.literal('detector'),
  architecture: z.enum(['yunet', 'tiny-yolo']),
});

/** Box crop -> 68 points. */
const LandmarkModel = z.object({
  ...common,
  task: z.literal('landmarks'),
  architecture: z.literal('face-landmark-68'),
});

/** Aligned crop -> embedding. Any ArcFace-style network fits this description. */
const Embedder = z.object({
  ...common,
  task: z.literal('embedder'),
  architecture: z.enum(['generic', 'dlib-resnet']),
  input: z.object({
    /** Side of the square crop [pixels]. */
    size: z.number().int(),
    channels: z.enum(['RGB', 'BGR']),
    /** value = (pixel - mean) / std, pixel in 0..255 */
    mean: z.number(),
    std: z.number(),
  }),
  /** Where the eyes, nose and mouth corners lie in the crop [pixels], in the order of `Landmarks`. */
  reference: z.array(point).length(5),
  dimensions: z.number().int(),
  /** `cosine`: compared by angle. `euclidean`: by distance d, reported as the similarity 1 - d²/2, which is the cosine for unit vectors. */
  distance: z.enum(['cosine', 'euclidean']),
  /** Similarity from which two faces count as one person. */
  matchSimilarity: z.number(),
  accuracy: z.string(),
});
export type Embedder = z.infer<typeof Embedder>;

const Model = z.discriminatedUnion('task', [Detector, LandmarkModel, Embedder]);
export type Model = z.infer<typeof Model>;

/** The models that serve one request, by their names in `models`. */
const ModelSet = z.object({
  description: z.string(),
  detector: z.string(),
  landmarks: z.string().optional(),
  embedder: z.string(),
});
export type ModelSet = z.infer<typeof ModelSet>;

export const ModelSetName = z.enum(['recommended', 'builtin']);
export type ModelSetName = z.infer<typeof ModelSetName>;

export const Manifest = z
  .object({
    sets: z.record(ModelSetName, ModelSet),
    models: z.record(z.string(), Model),
  })
  .superRefine(({ sets, models }, context) => {
    for (const [setName, set] of Object.entries(sets)) {
      for (const task of ['detector', 'landmarks', 'embedder'] as const) {
        const name = set[task];
        if (name === undefined || models[name]?.task === task) continue;
        context.addIssue({
          code: 'custom',
          path: ['sets', setName, task],
          message: `there is no ${task} "${name}"`,
        });
      }
    }
  });
export type Manifest = z.infer<typeof Manifest>;

export const manifest: Manifest = Manifest.parse(manifestJson);
