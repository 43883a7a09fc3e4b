import { z } from 'zod';
import { failure } from './failure';
import { GalleryName } from './names';
import { FaceQuality } from './quality';
import {
  FalseMatchRate,
  ImageInfo,
  MaxFalseMatchRate,
  NamedPerson,
  RankedPerson,
  RecognizedFace,
  Similarity,
  Timings,
} from './results';

/** A face that nobody was asked to name. */
export const DetectedFace = RecognizedFace.pick({ box: true, landmarks: true, detectionScore: true }).extend({
  quality: FaceQuality,
});
export type DetectedFace = z.infer<typeof DetectedFace>;

/** Of two faces, or of a face and a person: nobody is searched for. */
export const PairDecision = z
  .enum(['match', 'possible', 'unknown'])
  .describe(
    '`match`: different people are this similar at most as often as was asked for. `possible`: up to ten times as often; a person should look. `unknown`: too little alike to be taken for the same person.',
  );

const finished = { id: z.uuidv7(), finishedAt: z.iso.datetime() };
const finishedIn = { ...finished, gallery: GalleryName };

const searched = {
  galleryVersion: z.string().describe('The state of the gallery that was searched.'),
  model: z.string().describe('The embedding model.').meta({ example: 'face-reidentification-retail-0095' }),
  maxFalseMatchRate: MaxFalseMatchRate.describe('What the decisions were made by.'),
};

const OF_COMPARISON =
  "How often two different people are at least this similar, by the model's calibration: an estimate.";

export const DetectionSucceeded = z.object({
  ...finished,
  kind: z.literal('detection'),
  status: z.literal('succeeded'),
  model: z.string().describe('The embedding model that the detector goes with.'),
  image: ImageInfo,
  faces: z.array(DetectedFace).describe('Largest first.'),
  timings: Timings.omit({ embedMs: true }),
});
export type DetectionSucceeded = z.infer<typeof DetectionSucceeded>;

export const DetectionFailed = z.object({ ...finished, kind: z.literal('detection'), ...failure });
export const DetectionResult = z.discriminatedUnion('status', [DetectionSucceeded, DetectionFailed]);
export type DetectionResult = z.infer<typeof DetectionResult>;

export const ComparedFace = DetectedFace.extend({
  decision: PairDecision,
  similarity: Similarity.describe('To the face of the source.'),
  falseMatchRate: FalseMatchRate.describe(OF_COMPARISON),
});
export type ComparedFace = z.infer<typeof ComparedFace>;

export const ComparisonSucceeded = z.object({
  ...finished,
  kind: z.literal('comparison'),
  status: z.literal('succeeded'),
  model: searched.model,
  maxFalseMatchRate: searched.maxFalseMatchRate,
  source: z.object({
    image: ImageInfo,
    face: DetectedFace.describe('The most prominent one: large, and near the middle.'),
    otherFaces: z.number().int().min(0).describe('Less prominent ones, which were not compared.'),
  }),
  target: z.object({
    image: ImageInfo,
    faces: z.array(ComparedFace).describe('Most similar first; empty where the image shows no face.'),
  }),
  timings: Timings.describe('Milliseconds spent in each stage, with both images.'),
});
export type ComparisonSucceeded = z.infer<typeof ComparisonSucceeded>;

export const ComparisonFailed = z.object({ ...finished, kind: z.literal('comparison'), ...failure });
export const ComparisonResult = z.discriminatedUnion('status', [ComparisonSucceeded, ComparisonFailed]);
export type ComparisonResult = z.infer<typeof ComparisonResult>;

export const VerificationSucceeded = z.object({
  ...finishedIn,
  kind: z.literal('verification'),
  status: z.literal('succeeded'),
  ...searched,
  person: NamedPerson.describe('Whom the image was said to show.'),
  verified: z.boolean().describe('Whether the decision is `match`.'),
  decision: PairDecision,
  similarity: Similarity.nullable().describe(
    "To the most similar of the person's enrolled faces; null where none can be compared.",
  ),
  falseMatchRate: FalseMatchRate.nullable().describe(
    'How often somebody else is at least this similar to this one person, all enrolled faces taken together. Nobody else is looked at, so the size of the gallery does not matter. null as above.',
  ),
  ...RankedPerson.pick({ supportingFaces: true, enrolledFaces: true }).shape,
  bestFaceId: RankedPerson.shape.bestFaceId.nullable(),
  image: ImageInfo,
  face: DetectedFace.describe('The one that was compared, the most prominent: large, and near the middle.'),
  otherFaces: z.number().int().min(0).describe('Less prominent ones, which were not compared.'),
  timings: Timings,
});
export type VerificationSucceeded = z.infer<typeof VerificationSucceeded>;

export const VerificationFailed = z.object({ ...finishedIn, kind: z.literal('verification'), ...failure });
export const VerificationResult = z.discriminatedUnion('status', [VerificationSucceeded, VerificationFailed]);
export type VerificationResult = z.infer<typeof VerificationResult>;

export const SearchSucceeded = z.object({
  ...finishedIn,
  kind: z.literal('search'),
  status: z.literal('succeeded'),
  ...searched,
  faceId: z.uuidv7().describe('The enrolled face that was searched for.'),
  person: NamedPerson.describe('Whose face it is. Not among the others.'),
  people: z
    .array(RankedPerson)
    .describe('Other people, those first whom strangers resemble as much most rarely.'),
  timings: Timings.pick({ queueMs: true }),
});
export type SearchSucceeded = z.infer<typeof SearchSucceeded>;

export const SearchFailed = z.object({ ...finishedIn, kind: z.literal('search'), ...failure });
export const SearchResult = z.discriminatedUnion('status', [SearchSucceeded, SearchFailed]);
export type SearchResult = z.infer<typeof SearchResult>;
