import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Entry } from './entry';
import { decodeSegment } from './storage/segment-format';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  entry: Entry,
});

describe('a segment that was written before', () => {
  const bytes = readFileSync(join(__dirname, 'fixtures/v1/segment'));
  const face = { id: '019338e2-7c1b-7cc3-9f4e-000000000001', personId: 'ada', name: 'Ada Lovelace' };

  it('is understood', () => {
    const { enrolments, embeddings, others } = decodeSegment(bytes);
    expect(enrolments).toMatchObject([
      { model: 'face-reidentification-retail-0095', dimensions: 4, rows: [face, { personId: 'ada' }] },
    ]);
    expect(enrolments[0]?.rows[0]?.box).toEqual({ x: 71.5, y: 68.2, width: 96.1, height: 128.7 });
    expect([...(enrolments[0]?.halves ?? [])]).toEqual([0x3c00, 0, 0, 0, 0x3c00, 0, 0, 0]);
    expect(embeddings).toMatchObject([
      { model: 'dlib-resnet', rows: [{ faceId: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03' }] },
    ]);
    const kinds = ['create', 'person', 'person', 'assign', 'remove', 'drop', 'settings', 'settings'];
    expect(others.map(({ type }) => type)).toEqual(kinds);
  });
});
