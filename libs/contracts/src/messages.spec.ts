import { describe, expect, it } from 'vitest';
import { type EnrolmentRequest, MAX_MESSAGE_BYTES, QueueMessage } from './messages';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

/** Every field as long as its schema allows. */
function longest(name: string): EnrolmentRequest {
  return {
    v: 1,
    kind: 'enrolment',
    id,
    imageKey: `enrolments/${id}`,
    imageSha256: 'f'.repeat(64),
    gallery: 'g'.repeat(64),
    galleryVersion: 'f'.repeat(32),
    model: 'm'.repeat(64),
    personId: 'p'.repeat(64),
    name,
    submittedAtMs: 1_900_000_000_000,
    job: { id, index: 99_999_999 },
  };
}

describe('QueueMessage', () => {
  it('fits the queue even when every field is as long as it may be', () => {
    // A quote is the name's costliest character: one byte that JSON writes as two.
    for (const name of ['"'.repeat(200), '名'.repeat(66)]) {
      const message = QueueMessage.parse(longest(name));
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    }
  });

  it.each([
    { kind: 'detection', maxFaces: 100 },
    {
      kind: 'comparison',
      sourceImageKey: `comparisons/${id}`,
      sourceImageSha256: 'f'.repeat(64),
      targetImageKey: `comparisons/${id}-2`,
      targetImageSha256: 'f'.repeat(64),
      maxFalseMatchRate: 0.12345678901234568,
    },
    { kind: 'verification', maxFalseMatchRate: 0.12345678901234568 },
    { kind: 'search', faceId: id, maxCandidates: 100, maxFalseMatchRate: 0.12345678901234568 },
    { kind: 'embedding', faceId: id, imageKey: 'k'.repeat(200) },
  ])('fits the queue with a $kind that says all there is to say', (question) => {
    const message = QueueMessage.parse({ ...longest('x'), ...question });
    expect(message).toMatchObject(question);
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  });

  it('fits the queue with a recognition that says all there is to say', () => {
    const recognition = {
      ...longest('x'),
      kind: 'recognition',
      maxFaces: 100,
      maxCandidates: 20,
      maxFalseMatchRate: 0.12345678901234568,
    };
    const json = JSON.stringify(QueueMessage.parse(recognition));
    expect(json).toContain('maxFalseMatchRate');
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  });

  it.each(['', '../etc', 'a/b', '.hidden', '-rf', 'ü', 'x'.repeat(65), 'a b'])(
    'refuses the gallery name "%s"',
    (gallery) => {
      expect(QueueMessage.safeParse({ ...longest('Ada'), gallery }).success).toBe(false);
    },
  );

  it.each(['\u0000', 'line\nbreak', 'x'.repeat(201), ' '])('refuses the person name %j', (name) => {
    expect(QueueMessage.safeParse({ ...longest('Ada'), name }).success).toBe(false);
  });

  it('understands a message with a field that a later version added', () => {
    expect(QueueMessage.safeParse({ ...longest('Ada'), traceId: 'abc' }).success).toBe(true);
  });
});
