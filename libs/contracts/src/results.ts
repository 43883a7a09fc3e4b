import { z } from 'zod';
import { failure } from './failure';
import { GalleryName, PersonId, PersonName } from './names';
import { FaceQuality } from './quality';

/** Upright pixels of the image as a person sees it, i.e. after EXIF orientation; origin at the top left. */
export const Box = z.object({
  x: z.number().meta({ example: 71.5 }),
  y: z.number().meta({ example: 68.2 }),
  width: z.number().meta({ example: 96.1 }),
  height: z.number().meta({ example: 128.7 }),
});
export type Box = z.infer<typeof Box>;

export const Point = z.object({ x: z.number(), y: z.number() });
export type Point = z.infer<typeof Point>;

/** Eyes, nose and mouth corners; left and right as seen in the picture. */
export const Landmarks = z.object({
  leftEye: Point,
  rightEye: Point,
  nose: Point,
  leftMouth: Point,
  rightMouth: Point,
});
export type Landmarks = z.infer<typeof Landmarks>;

export const Decision = z
  .enum(['match', 'possible', 'unknown'])
  .describe(
    '`match`: strangers are this similar to somebody in the gallery at most as often as was asked for. `possible`: up to ten times as often; a person should look. `unknown`: nobody in the gallery is similar enough to be named.',
  );
export type Decision = z.infer<typeof Decision>;

/** Stored results are read for as long as they are kept. */
const OF_EARLIER_VERSIONS = 'null only in results that were stored before there was such a thing.';

export const NamedPerson = z.object({ id: PersonId, name: PersonName });

export const Similarity = z
  .number()
  .describe('Cosine similarity, or its equivalent for the model: 1 is the same, 0 unrelated.')
  .meta({ example: 0.71 });

export const FalseMatchRate = z.number().min(0).max(1).meta({ example: 0.00002 });

/** One person as compared with a face, all enrolled faces taken together. */
export const RankedPerson = z.object({
  person: NamedPerson,
  decision: Decision,
  similarity: Similarity.describe("To the most similar of the person's enrolled faces."),
  falseMatchRate: FalseMatchRate.describe(
    'How often the search of somebody who is not in the gallery meets somebody at least this near.',
  ),
  bestFaceId: z.uuidv7().describe('The most similar of the enrolled faces.'),
  supportingFaces: z
    .number()
    .int()
    .min(0)
    .describe(
      "How many of the person's enrolled faces would do alone: each by itself is as rare among strangers as a `match` needs, or for any other decision as `possible` needs.",
    )
    .meta({ example: 2 }),
  enrolledFaces: z
    .number()
    .int()
    .min(0)
    .describe("The person's enrolled faces, all of which were compared.")
    .meta({ example: 3 }),
});
export type RankedPerson = z.infer<typeof RankedPerson>;

export const RecognizedFace = z.object({
  box: Box,
  landmarks: Landmarks,
  detectionScore: z
    .number()
    .min(0)
    .max(1)
    .describe('How sure the detector is that this is a face, 0 to 1.')
    .meta({ example: 0.93 }),
  quality: FaceQuality.nullable().default(null).describe(OF_EARLIER_VERSIONS),
  decision: Decision,
  person: NamedPerson.nullable().describe('Who it is, when the decision is `match`; else null.'),
  candidate: NamedPerson.nullable()
    .default(null)
    .describe(
      'The nearest person, when the decision is `possible`; else null. Somebody should look before he is taken for it.',
    ),
  similarity: z
    .number()
    .nullable()
    .describe(
      'Cosine similarity (or its equivalent for the model) to the nearest person, -1 to 1; null in an empty gallery.',
    )
    .meta({ example: 0.71 }),
  falseMatchRate: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      "How often the search of somebody who is not in the gallery meets somebody at least this near, by the model's calibration and the size of the gallery: an estimate, coarse below the calibration's `countedDownToFmr` times the people. null in an empty gallery.",
    )
    .meta({ example: 0.00002 }),
  nearest: z
    .array(RankedPerson)
    .default([])
    .describe('The nearest people whatever the decision, each once; at most `maxCandidates`.'),
  erased: z
    .literal(true)
    .optional()
    .describe(
      'Who was named here was erased since: what was found of that person is gone, and the decision is `unknown`.',
    ),
});
export type RecognizedFace = z.infer<typeof RecognizedFace>;

/** Somebody who was named in the image: by that one of his faces which is the most certain. */
export const RecognizedPerson = RankedPerson.extend({
  face: z.number().int().min(0).describe('The most certain face: its index in `faces`.').meta({ example: 0 }),
  faces: z
    .array(z.number().int().min(0))
    .describe('All faces that were named so, `match` or `possible`: their indices in `faces`.')
    .meta({ example: [0] }),
});
export type RecognizedPerson = z.infer<typeof RecognizedPerson>;

/** How often a search may give somebody who is not in the gallery the name of somebody who is. */
export const MaxFalseMatchRate = z.number().gt(0).max(1).meta({ example: 0.001 });

export const ImageInfo = z.object({
  sha256: z.string().describe('Empty where the image was erased with a person whom it shows.'),
  width: z.number().int().meta({ example: 250 }),
  height: z.number().int().meta({ example: 250 }),
});
export type ImageInfo = z.infer<typeof ImageInfo>;

/** Milliseconds spent in each stage. */
export const Timings = z.object({
  queueMs: z.number().describe('From acceptance by the gateway to the start of work.'),
  fetchMs: z.number().describe('Fetching the image from the object store.'),
  decodeMs: z.number(),
  detectMs: z.number().describe('Finding the faces and judging their quality.'),
  embedMs: z.number().describe('Aligning and embedding all faces.'),
});
export type Timings = z.infer<typeof Timings>;

const finished = { id: z.uuidv7(), gallery: GalleryName, finishedAt: z.iso.datetime() };

export const RecognitionSucceeded = z.object({
  ...finished,
  kind: z.literal('recognition'),
  status: z.literal('succeeded'),
  galleryVersion: z.string().describe('The state of the gallery that was searched.'),
  model: z.string().describe('The embedding model.').meta({ example: 'face-reidentification-retail-0095' }),
  maxFalseMatchRate: MaxFalseMatchRate.nullable()
    .default(null)
    .describe(`What the decisions were made by. ${OF_EARLIER_VERSIONS}`),
  image: ImageInfo,
  faces: z.array(RecognizedFace).describe('Largest first.'),
  people: z
    .array(RecognizedPerson)
    .default([])
    .describe(
      'Everybody who was named in the image, `match` or `possible`, each once; the most certain first.',
    ),
  timings: Timings,
});
export type RecognitionSucceeded = z.infer<typeof RecognitionSucceeded>;

export const RecognitionFailed = z.object({ ...finished, kind: z.literal('recognition'), ...failure });

export const RecognitionResult = z.discriminatedUnion('status', [RecognitionSucceeded, RecognitionFailed]);
export type RecognitionResult = z.infer<typeof RecognitionResult>;

/** What somebody should look at, though the face was enrolled. */
export const EnrolmentWarning = z.discriminatedUnion('code', [
  z.object({
    code: z
      .literal('already-enrolled')
      .describe("By the gallery's false match rate the nearest person in it is somebody else."),
    personId: PersonId.describe('Who that is.'),
    similarity: Similarity.describe("To the most similar of that person's enrolled faces."),
  }),
  z.object({
    code: z
      .literal('unlike-other-faces')
      .describe("The face is too little like this person's other faces even for `possible`."),
    similarity: Similarity.describe('To the most similar of them.'),
  }),
  z.object({
    code: z
      .literal('already-enrolled-photograph')
      .describe(
        'The person was enrolled with this very photograph before, byte for byte: no further face was made, and `faceId` is that of the one there is.',
      ),
    faceId: z.uuidv7(),
  }),
]);
export type EnrolmentWarning = z.infer<typeof EnrolmentWarning>;

export const EnrolmentSucceeded = z.object({
  ...finished,
  kind: z.literal('enrolment'),
  status: z.literal('succeeded'),
  personId: PersonId,
  name: PersonName,
  faceId: z
    .uuidv7()
    .describe(
      'The enrolled face; also the name of its entry in the gallery. The same as `id`, unless the photograph was enrolled before.',
    ),
  model: z.string(),
  box: Box,
  quality: FaceQuality.nullable().default(null).describe(OF_EARLIER_VERSIONS),
  image: ImageInfo,
  warnings: z.array(EnrolmentWarning).default([]),
});
export type EnrolmentSucceeded = z.infer<typeof EnrolmentSucceeded>;

export const EnrolmentFailed = z.object({ ...finished, kind: z.literal('enrolment'), ...failure });

export const EnrolmentResult = z.discriminatedUnion('status', [EnrolmentSucceeded, EnrolmentFailed]);
export type EnrolmentResult = z.infer<typeof EnrolmentResult>;

export const EmbeddingSucceeded = z.object({
  ...finished,
  kind: z.literal('embedding'),
  status: z.literal('succeeded'),
  faceId: z.uuidv7(),
  model: z.string(),
});
export type EmbeddingSucceeded = z.infer<typeof EmbeddingSucceeded>;

export const EmbeddingFailed = z.object({ ...finished, kind: z.literal('embedding'), ...failure });

/** Whether an enrolled face got an embedding by another model. */
export const EmbeddingResult = z.discriminatedUnion('status', [EmbeddingSucceeded, EmbeddingFailed]);
export type EmbeddingResult = z.infer<typeof EmbeddingResult>;
