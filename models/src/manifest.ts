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

/** One line of a calibration. */
export const CalibrationPoint = z.object({
  similarity: z.number(),
  fmr: z.number().gt(0).describe('Share of pairs of two people that are at least this similar.'),
  fnmr: z.number().min(0).describe('Share of pairs of one person that are less similar.'),
});
export type CalibrationPoint = z.infer<typeof CalibrationPoint>;

/** What the similarities of an embedding model stand for, and how that was found (`npm run calibrate`). */
export const Calibration = z.object({
  madeFrom: z.array(z.string()).describe('What the photographs were.'),
  madeOn: z.iso.date(),
  people: z.number().int(),
  images: z.number().int().describe('With a face.'),
  failedToDetect: z.number().int().describe('Images without a face that was found, which are in no pair.'),
  genuinePairs: z.number().int(),
  impostorPairs: z.number().int(),
  pairsOfPeople: z
    .number()
    .int()
    .describe('Of which the impostor pairs are photographs: what the rates truly rest on.'),
  method: z.string(),
  countedDownToFmr: z.number().describe('Lower false match rates are extrapolated.'),
  table: z.array(CalibrationPoint).min(2).describe('By rising similarity; the false match rate falls.'),
});
export type Calibration = z.infer<typeof Calibration>;

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
  /** Crops that go through the network at once: more than one where that was measured to be faster. */
  batch: z.number().int().min(1).default(1),
  /** The embedding is the mean of those of the crop and of its mirror image: a little better, for twice the time. */
  flip: z.boolean().default(false),
  /** `cosine`: compared by angle. `euclidean`: by distance d, reported as the similarity 1 - d²/2, which is the cosine for unit vectors. */
  distance: z.enum(['cosine', 'euclidean']),
  /** Without it no face can be named: a similarity alone says nothing. */
  calibration: Calibration.optional(),
  accuracy: z.string(),
});

/** The same network used in another way. Its embeddings are not compared with those of the other. */
const Variant = z.object({
  variantOf: z.string(),
  flip: z.boolean(),
  accuracy: z.string(),
  calibration: Calibration.optional(),
});

const Model = z.discriminatedUnion('task', [Detector, LandmarkModel, Embedder]);

/** What runs is `network`, the name of the model whose ONNX file it is: its own but for a variant. */
type Named<T> = T & { network: string };
export type Embedder = Named<z.infer<typeof Embedder>>;
export type Model = Named<z.infer<typeof Model>>;

/** The models that serve one request, by their names in `models`. */
const ModelSet = z.object({
  description: z.string(),
  detector: z.string(),
  landmarks: z.string().optional(),
  embedder: z.string(),
});
export type ModelSet = z.infer<typeof ModelSet>;

export const Manifest = z
  .object({
    sets: z.object({ recommended: ModelSet, builtin: ModelSet }).catchall(ModelSet),
    models: z.record(z.string(), z.union([Variant, Model])),
  })
  .transform(({ sets, models }, context) => {
    const complete: Record<string, Model> = {};
    for (const [name, model] of Object.entries(models)) {
      if (!('variantOf' in model)) {
        complete[name] = { ...model, network: name };
        continue;
      }
      const { variantOf, ...differences } = model;
      const original = models[variantOf];
      if (original && !('variantOf' in original) && original.task === 'embedder') {
        complete[name] = { ...original, calibration: undefined, ...differences, network: variantOf };
      } else {
        const message = `there is no embedder "${variantOf}"`;
        context.addIssue({ code: 'custom', path: ['models', name, 'variantOf'], message });
      }
    }
    return { sets, models: complete };
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

/** Facefleet's own. What a folder of models serves says `ModelCatalogue`, which also knows what the folder adds. */
export const manifest: Manifest = Manifest.parse(manifestJson);
