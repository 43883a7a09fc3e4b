import { describe, expect, it } from 'vitest';
import { JobResult } from './job-result';

const finished = {
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  status: 'succeeded',
  gallery: 'default',
  model: 'm',
  image: { sha256: 'a', width: 10, height: 10 },
  finishedAt: '2026-11-23T12:00:00.000Z',
};
const point = { x: 1, y: 1 };
const box = { x: 0, y: 0, width: 1, height: 1 };

describe('stored results', () => {
  it('are understood as they were stored before faces had a quality and a false match rate', () => {
    const face = {
      box,
      landmarks: { leftEye: point, rightEye: point, nose: point, leftMouth: point, rightMouth: point },
      detectionScore: 0.9,
      decision: 'match',
      person: { id: 'ada', name: 'Ada' },
      similarity: 0.7,
    };
    const timings = { queueMs: 1, fetchMs: 1, decodeMs: 1, detectMs: 1, embedMs: 1 };
    const stored = { ...finished, kind: 'recognition', galleryVersion: '1', faces: [face], timings };
    expect(JobResult.parse(stored)).toEqual({
      ...stored,
      maxFalseMatchRate: null,
      faces: [{ ...face, quality: null, candidate: null, falseMatchRate: null, nearest: [] }],
      people: [],
    });
  });

  it('are understood as enrolments were stored then', () => {
    const stored = { ...finished, kind: 'enrolment', personId: 'ada', name: 'Ada', faceId: finished.id, box };
    expect(JobResult.parse(stored)).toEqual({ ...stored, warnings: [], quality: null });
  });
});
