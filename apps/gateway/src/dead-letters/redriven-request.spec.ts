import type { AskedKind, MessageOf, QueueMessage } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { imageKeysOf, redrivenRequest } from './redriven-request';

const id = '019338ea-1f60-7d8e-a2b4-5c3d9e7f1a20';
const job = { id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11', index: 3 };
const asked = (kind: AskedKind, more: object) =>
  ({ kind, id: job.id, submittedAtMs: 1, job, gallery: 'staff', ...more }) as unknown as MessageOf<AskedKind>;

describe('a request that is redriven', () => {
  it.each([
    ['recognition', { imageKey: 'batches/1/3' }, ['batches/1/3'], { imageKey: `recognitions/${id}` }],
    ['enrolment', { imageKey: 'uploads/1/3' }, ['uploads/1/3'], { imageKey: `enrolments/${id}` }],
    ['detection', { imageKey: 'detections/1' }, ['detections/1'], { imageKey: `detections/${id}` }],
    [
      'verification',
      { imageKey: 'verifications/1' },
      ['verifications/1'],
      { imageKey: `verifications/${id}` },
    ],
    [
      'comparison',
      { sourceImageKey: 'comparisons/1', targetImageKey: 'comparisons/1-2' },
      ['comparisons/1', 'comparisons/1-2'],
      { sourceImageKey: `comparisons/${id}`, targetImageKey: `comparisons/${id}-2` },
    ],
    ['search', { faceId: job.id }, [], { faceId: job.id }],
  ] as const)(
    '(%s) is another one with images of its own, and an item of nothing',
    (kind, keys, before, after) => {
      const request = asked(kind, keys);
      expect(imageKeysOf(request)).toEqual(before);
      const again = redrivenRequest(request, id, 2);
      expect(again).toEqual({ kind, id, submittedAtMs: 2, job: undefined, gallery: 'staff', ...after });
    },
  );

  it('needs no image of its own for an embedding, whose photograph is that of its face', () => {
    expect(imageKeysOf({ kind: 'embedding', imageKey: 'enrolments/1' } as QueueMessage)).toEqual([]);
  });
});
