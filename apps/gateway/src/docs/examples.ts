import type {
  ComparisonSucceeded,
  DetectedFace,
  DetectionSucceeded,
  EnrolmentSucceeded,
  FaceQuality,
  RankedPerson,
  RecognitionSucceeded,
  SearchSucceeded,
  VerificationSucceeded,
} from '@facefleet/contracts';

const QUALITY: FaceQuality = {
  eyeDistance: 96.8,
  sharpness: 0.474,
  brightness: 0.513,
  pose: { yaw: -8.4, pitch: 3.1, roll: 1.7 },
  issues: [],
};

const FACE: DetectedFace = {
  box: { x: 829.1, y: 414.3, width: 204.8, height: 252.2 },
  landmarks: {
    leftEye: { x: 884.2, y: 507.5 },
    rightEye: { x: 980.6, y: 515.9 },
    nose: { x: 928.7, y: 566.1 },
    leftMouth: { x: 886.3, y: 603.2 },
    rightMouth: { x: 962.1, y: 609.4 },
  },
  detectionScore: 0.9247,
  quality: QUALITY,
};

const IMAGE = {
  sha256: 'eb78baa072505a3c6232100b7f8a0577a77480eef2596f8aa468072dd3ee9910',
  width: 1920,
  height: 1280,
};

const ADA: RankedPerson = {
  person: { id: 'ada', name: 'Ada Lovelace' },
  decision: 'match',
  similarity: 0.7132,
  falseMatchRate: 0.0000013,
  bestFaceId: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03',
  supportingFaces: 2,
  enrolledFaces: 3,
};

const TIMINGS = { queueMs: 4, fetchMs: 3, decodeMs: 18.2, detectMs: 14.9, embedMs: 6.1 };

/** Answers as they look, for the API's documentation. */
export const RECOGNITION_EXAMPLE: RecognitionSucceeded = {
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  kind: 'recognition',
  status: 'succeeded',
  gallery: 'default',
  galleryVersion: '5e0f3c0a9b1d47e28c6a1f04d2b39e77',
  model: 'face-reidentification-retail-0095',
  maxFalseMatchRate: 0.001,
  image: IMAGE,
  faces: [
    {
      ...FACE,
      decision: 'match',
      person: ADA.person,
      candidate: null,
      similarity: ADA.similarity,
      falseMatchRate: ADA.falseMatchRate,
      nearest: [],
    },
  ],
  people: [{ ...ADA, face: 0, faces: [0] }],
  timings: TIMINGS,
  finishedAt: '2026-11-23T12:00:00.123Z',
};

export const ENROLMENT_EXAMPLE: EnrolmentSucceeded = {
  id: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03',
  kind: 'enrolment',
  status: 'succeeded',
  gallery: 'default',
  personId: 'ada',
  name: 'Ada Lovelace',
  faceId: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03',
  model: 'face-reidentification-retail-0095',
  box: { x: 71.5, y: 68.2, width: 96.1, height: 128.7 },
  quality: QUALITY,
  image: {
    sha256: '4d1f0c55f1f2c09b1f4d7ee0a4f3c0a8e57a5d26ec3c4f7d1b7d2f7f0f2d6e11',
    width: 250,
    height: 250,
  },
  warnings: [{ code: 'already-enrolled', personId: 'augusta', similarity: 0.6932 }],
  finishedAt: '2026-11-23T12:00:00.123Z',
};

export const DETECTION_EXAMPLE: DetectionSucceeded = {
  id: '019338e2-86aa-7d10-9c5b-2b7f0e4c1d55',
  kind: 'detection',
  status: 'succeeded',
  model: 'face-reidentification-retail-0095',
  image: IMAGE,
  faces: [FACE],
  timings: { queueMs: 4, fetchMs: 3, decodeMs: 18.2, detectMs: 15.1 },
  finishedAt: '2026-11-23T12:00:00.123Z',
};

export const COMPARISON_EXAMPLE: ComparisonSucceeded = {
  id: '019338e2-8b3e-71c4-8f02-9a6e5d3b7c21',
  kind: 'comparison',
  status: 'succeeded',
  model: 'face-reidentification-retail-0095',
  maxFalseMatchRate: 0.001,
  source: {
    image: {
      sha256: '4d1f0c55f1f2c09b1f4d7ee0a4f3c0a8e57a5d26ec3c4f7d1b7d2f7f0f2d6e11',
      width: 250,
      height: 250,
    },
    face: { ...FACE, box: { x: 71.5, y: 68.2, width: 96.1, height: 128.7 } },
    otherFaces: 0,
  },
  target: {
    image: IMAGE,
    faces: [{ ...FACE, decision: 'match', similarity: 0.6841, falseMatchRate: 0.0000021 }],
  },
  timings: { queueMs: 4, fetchMs: 3, decodeMs: 21.4, detectMs: 22.8, embedMs: 12.3 },
  finishedAt: '2026-11-23T12:00:00.123Z',
};

export const VERIFICATION_EXAMPLE: VerificationSucceeded = {
  ...ADA,
  id: '019338e2-9017-7b86-a3d1-4c8f2e6a0b97',
  kind: 'verification',
  status: 'succeeded',
  gallery: 'default',
  galleryVersion: '5e0f3c0a9b1d47e28c6a1f04d2b39e77',
  model: 'face-reidentification-retail-0095',
  maxFalseMatchRate: 0.001,
  verified: true,
  image: IMAGE,
  face: FACE,
  otherFaces: 0,
  timings: TIMINGS,
  finishedAt: '2026-11-23T12:00:00.123Z',
};

export const SEARCH_EXAMPLE: SearchSucceeded = {
  id: '019338e2-94f5-7e3a-b60c-7d1a9f5e2c43',
  kind: 'search',
  status: 'succeeded',
  gallery: 'default',
  galleryVersion: '5e0f3c0a9b1d47e28c6a1f04d2b39e77',
  model: 'face-reidentification-retail-0095',
  maxFalseMatchRate: 0.001,
  faceId: ADA.bestFaceId,
  person: ADA.person,
  people: [
    {
      person: { id: 'augusta', name: 'Augusta King' },
      decision: 'possible',
      similarity: 0.4417,
      falseMatchRate: 0.0043,
      bestFaceId: '019338e2-99c2-7f51-8a4d-1e7c3b9d6f08',
      supportingFaces: 1,
      enrolledFaces: 1,
    },
  ],
  timings: { queueMs: 4 },
  finishedAt: '2026-11-23T12:00:00.123Z',
};
