import { describe, expect, it } from 'vitest';
import { encodeEmbedding, type Entry } from '../entry';
import { enrolment, idOf, removal } from '../memory-store.fixture';
import { merged, segmentOf } from './segment';
import { decodeSegment, encodeSegment } from './segment-format';

const entries: Entry[] = [
  enrolment(1, 'ada', 'Ada Lovelace', [0.5, -0.25, 1]),
  { ...enrolment(2, 'bob', undefined, [1, 0]), model: 'other', imageKey: 'elsewhere/2' } as Entry,
  enrolment(3, 'ada', undefined, [0.125, 2, -3]),
  {
    v: 1,
    type: 'embedding',
    id: idOf(4),
    faceId: idOf(1),
    model: 'other',
    embedding: encodeEmbedding(Float32Array.of(7, 8)),
  },
  removal(5, 6, 7),
  { v: 1, type: 'person', id: idOf(8), personId: 'bob', metadata: { team: 'x' } },
  { v: 1, type: 'create', id: idOf(9), model: 'm' },
];

describe('the format of segments', () => {
  it('gives back what was put in, in the precision of half floats and tenths of a pixel', () => {
    const { bytes } = encodeSegment(segmentOf(entries));
    expect(decodeSegment(bytes)).toEqual(segmentOf(entries));
  });

  it('can be read without the embeddings, which lie at its end', () => {
    const { bytes, headBytes } = encodeSegment(segmentOf(entries));
    expect(bytes.length - headBytes).toBe((3 + 2 + 3 + 2) * 2);
    const read = decodeSegment(bytes.subarray(0, headBytes));
    expect(read.enrolments.map(({ halves }) => halves)).toEqual([undefined, undefined]);
    expect(read.enrolments.flatMap(({ rows }) => rows)).toEqual(
      segmentOf(entries).enrolments.flatMap(({ rows }) => rows),
    );
  });

  it('refuses what is no segment, or not all of one', () => {
    const { bytes, headBytes } = encodeSegment(segmentOf(entries));
    expect(() => decodeSegment(Buffer.from('something else'))).toThrow('no segment');
    expect(() => decodeSegment(bytes.subarray(0, headBytes - 1))).toThrow('ends too early');
    expect(() => decodeSegment(bytes.subarray(0, bytes.length - 1))).toThrow('ends too early');
  });

  it('does not remember whom a removal of an earlier version was about', () => {
    const old: Entry = { v: 1, type: 'remove', id: idOf(1), personId: 'ada', entries: [idOf(2)] };
    expect(JSON.stringify(segmentOf([old]))).not.toContain('ada');
  });

  it('merges segments, each entry once and none that is void', () => {
    const [first, ...rest] = entries;
    const together = merged(
      [segmentOf([first as Entry, ...rest]), segmentOf([first as Entry])],
      (id) => id === idOf(3),
    );
    expect(together).toEqual(segmentOf(entries.filter(({ id }) => id !== idOf(3))));
  });
});
