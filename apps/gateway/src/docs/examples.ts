import type { EnrolmentSucceeded, FaceQuality, RecognitionSucceeded } from '@facefleet/contracts';

const QUALITY: FaceQuality = {
  eyeDistance: 96.8,
  sharpness: 0.474,
  brightness: 0.513,
  pose: { yaw: -8.4, pitch: 3.1, roll: 1.7 },
  issues: [],
};

/** Answers as they look, for the API's documentation. */
export const RECOGNITION_EXAMPLE: RecognitionSucceeded = {
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  kind: 'recognition',
  status: 'succeeded',
  gallery: 'default',
  galleryVersion: '5e0f3c0a9b1d47e28c6a1f04d2b39e77',
  model: 'face-reidentification-retail-0095',
  maxFalseMatchRate: 0.001,
  image: {
    sha256: 'eb78baa072505a3c6232100b7f8a0577a77480eef2596f8aa468072dd3ee9910',
    width: 1920,
    height: 1280,
  },
  faces: [
    {
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
      decision: 'match',
      person: { id: 'ada', name: 'Ada Lovelace' },
      candidate: null,
      similarity: 0.7132,
      falseMatchRate: 0.0000013,
    },
  ],
  timings: { queueMs: 4, fetchMs: 3, decodeMs: 18.2, detectMs: 14.9, embedMs: 6.1 },
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
  finishedAt: '2026-11-23T12:00:00.123Z',
};
