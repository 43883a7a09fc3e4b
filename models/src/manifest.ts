import { z } from 'zod';
import manifestJson from '../manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One file that a model is made from, pinned by its hash: where it comes from does not matter, what it is does. */
const SourceFile = z.strictObject({
  name: z.string(),
  bytes: z.number().int().positive(),
  sha256,
  /** Path inside an npm package that every install brings along; else it is fetched from `urls`. */
  npm: z.strictObject({ package: z.string(), path: z.string() }).optional(),
  /** Tried in order. */
  urls: z.array(z.url()).default([]),
});
export type SourceFile = z.infer<typeof SourceFile>;

const point = z.tuple([z.number(), z.number()]);

/** One line of a calibration. */
export const CalibrationPoint = z.object({
  similarity: z.number(),
  fmr: z.number().gt(0).max(1).describe('Share of pairs of two people that are at least this similar.'),
  fnmr: z.number().min(0).max(1).describe('Share of pairs of one person that are less similar.'),
});
export type CalibrationPoint = z.infer<typeof CalibrationPoint>;

function isMonotonic(table: readonly CalibrationPoint[]): boolean {
  return table.every((point, i) => {
    const before = table[i - 1];
    return !before || (point.similarity > before.similarity && point.fmr <= before.fmr);
  });
}

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
  table: z
    .array(CalibrationPoint)
    .min(2)
    .refine(isMonotonic, 'similarities rise from line to line, and false match rates never do')
    .describe('By rising similarity; the false match rate falls.'),
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
const Detector = z.strictObject({
  ...common,
  task: z.literal('detector'),
  architecture: z.enum(['yunet', 'tiny-yolo']),
});

/** Box crop -> 68 points. */
const LandmarkModel = z.strictObject({
  ...common,
  task: z.literal('landmarks'),
  architecture: z.literal('face-landmark-68'),
});

/** Aligned crop -> embedding. Any ArcFace-style network fits this description. */
const Embedder = z.strictObject({
  ...common,
  task: z.literal('embedder'),
  architecture: z.enum(['generic', 'dlib-resnet']),
  input: z.strictObject({
    /** Side of the square crop [pixels]. */
    size: z.number().int().min(16).max(1024),
    channels: z.enum(['RGB', 'BGR']),
    /** value = (pixel - mean) / std, pixel in 0..255 */
    mean: z.number(),
    std: z.number().positive(),
  }),
  /** Where the eyes, nose and mouth corners lie in the crop [pixels], in the order of `Landmarks`. */
  reference: z.array(point).length(5),
  dimensions: z.number().int().positive(),
  /** Crops that go through the network at once: more than one where that was measured to be faster. */
  batch: z.number().int().min(1).max(64).default(1),
  /** The embedding is the mean of those of the crop and of its mirror image: a little better, for twice the time. */
  flip: z.boolean().default(false),
  /** `cosine`: compared by angle. `euclidean`: by distance d, reported as the similarity 1 - d²/2, which is the cosine for unit vectors. */
  distance: z.enum(['cosine', 'euclidean']),
  /** Without it galleries cannot have the model: a similarity alone says nothing. */
  calibration: Calibration.optional(),
  accuracy: z.string(),
});

/** The same network used in another way. Its embeddings are not compared with those of the other. */
const Variant = z.strictObject({
  variantOf: z.string(),
  flip: z.boolean(),
  accuracy: z.string(),
  calibration: Calibration.optional(),
});

const Model = z.discriminatedUnion('task', [Detector, LandmarkModel, Embedder]);

/** Names are parts of file names and URLs. */
const Name = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/,
    'a name has 1 to 64 letters, digits, dots, dashes and underscores',
  );

/** What runs is `network`, the name of the model whose ONNX file it is: its own but for a variant. */
type Named<T> = T & { network: string };
export type Embedder = Named<z.infer<typeof Embedder>>;
export type Model = Named<z.infer<typeof Model>>;

/** The models that serve one request, by their names in `models`. */
const ModelSet = z.strictObject({
  description: z.string(),
  detector: Name,
  landmarks: Name.optional(),
  embedder: Name,
});
export type ModelSet = z.infer<typeof ModelSet>;

export const Manifest = z
  .strictObject({
    sets: z.object({ recommended: ModelSet, builtin: ModelSet }).catchall(ModelSet),
    models: z.record(Name, z.unknown()),
  })
  .transform(({ sets, models }, context) => ({ sets, models: completed(models, context) }))
  .superRefine(({ sets, models }, context) => {
    const setOf = new Map<string, string>();
    for (const [setName, set] of Object.entries(sets)) {
      const complain = (task: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['sets', setName, task], message });
      for (const task of ['detector', 'landmarks', 'embedder'] as const) {
        const name = set[task];
        if (name !== undefined && models[name]?.task !== task)
          complain(task, `there is no ${task} "${name}"`);
      }
      const detector = models[set.detector];
      if (
        detector?.task === 'detector' &&
        detector.architecture === 'tiny-yolo' &&
        set.landmarks === undefined
      )
        complain('landmarks', `the detector "${set.detector}" needs a landmark model beside it`);
      // Detector and alignment shape the embeddings too: whoever combines anew makes a model of another name.
      const other = setOf.get(set.embedder);
      if (other !== undefined)
        complain('embedder', `the set "${other}" has it already: make a variant of it`);
      setOf.set(set.embedder, setName);
    }
  });
export type Manifest = z.infer<typeof Manifest>;

/** Each entry by what it says that it is, so that what is wrong can be said of the field; variants filled in. */
function completed(entries: Record<string, unknown>, context: z.RefinementCtx): Record<string, Model> {
  const models: Record<string, Model> = {};
  const variants: [string, z.infer<typeof Variant>][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const isVariant = typeof entry === 'object' && entry !== null && 'variantOf' in entry;
    const parsed = (isVariant ? Variant : Model).safeParse(entry);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues)
        context.addIssue({ code: 'custom', path: ['models', name, ...path], message });
    } else if ('variantOf' in parsed.data) variants.push([name, parsed.data]);
    else models[name] = { ...parsed.data, network: name };
  }
  for (const [name, { variantOf, ...differences }] of variants) {
    const original = models[variantOf];
    if (original?.task === 'embedder' && original.network === variantOf) {
      models[name] = { ...original, calibration: undefined, ...differences };
    } else {
      const message = `there is no embedder "${variantOf}"`;
      context.addIssue({ code: 'custom', path: ['models', name, 'variantOf'], message });
    }
  }
  return models;
}

/** Facefleet's own. What a folder of models serves says `ModelCatalogue`, which also knows what the folder adds. */
export const manifest: Manifest = Manifest.parse(manifestJson);
