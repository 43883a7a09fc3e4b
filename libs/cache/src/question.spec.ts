import type { ComparisonRequest, RecognitionRequest } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { questionKey, questionOf } from './question';

const recognition: RecognitionRequest = {
  v: 1,
  kind: 'recognition',
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  imageKey: 'recognitions/1',
  imageSha256: 'a'.repeat(64),
  gallery: 'default',
  galleryVersion: '1',
  model: 'm',
  maxFaces: 100,
  maxCandidates: 0,
  submittedAtMs: 1,
};
const comparison: ComparisonRequest = {
  v: 1,
  kind: 'comparison',
  id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
  sourceImageKey: 'comparisons/1',
  sourceImageSha256: 'a'.repeat(64),
  targetImageKey: 'comparisons/1-2',
  targetImageSha256: 'b'.repeat(64),
  model: 'm',
  maxFalseMatchRate: 0.001,
  submittedAtMs: 1,
};
const by = { model: 'm', modelFingerprint: 'f', galleryVersion: '1' };
const keyOf = (message: RecognitionRequest | ComparisonRequest, answeredBy = by) =>
  questionKey(questionOf(message, answeredBy));

describe('the key of a question', () => {
  it('is the same whoever asks, and when', () => {
    const later = { id: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03', submittedAtMs: 2 };
    expect(keyOf({ ...recognition, ...later, imageKey: 'recognitions/2' })).toBe(keyOf(recognition));
    expect(keyOf({ ...comparison, ...later, sourceImageKey: 'x', targetImageKey: 'y' })).toBe(
      keyOf(comparison),
    );
  });

  it('does not mind the order of what is said, nor what is not', () => {
    const backwards = Object.fromEntries(Object.entries(recognition).toReversed()) as RecognitionRequest;
    expect(keyOf({ ...backwards, maxFalseMatchRate: undefined })).toBe(keyOf(recognition));
  });

  it.each([
    { imageSha256: 'b'.repeat(64) },
    { gallery: 'staff' },
    { maxFaces: 1 },
    { maxCandidates: 1 },
    { maxFalseMatchRate: 0.01 },
  ])('is another one with %j', (change) => {
    expect(keyOf({ ...recognition, ...change })).not.toBe(keyOf(recognition));
  });

  it.each([{ galleryVersion: '2' }, { model: 'n' }, { modelFingerprint: 'g' }])(
    'is another one where the answer is by %j',
    (change) => {
      expect(keyOf(recognition, { ...by, ...change })).not.toBe(keyOf(recognition));
    },
  );

  it('is another one where the two images change places', () => {
    const swapped = {
      sourceImageSha256: comparison.targetImageSha256,
      targetImageSha256: comparison.sourceImageSha256,
    };
    expect(keyOf({ ...comparison, ...swapped })).not.toBe(keyOf(comparison));
  });
});
