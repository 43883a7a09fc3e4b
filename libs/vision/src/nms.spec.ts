import { describe, expect, it } from 'vitest';
import { containment, overlap, suppressDuplicates } from './nms';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('overlap and containment', () => {
  it('is 1 for one and the same box and 0 for boxes that only touch', () => {
    expect(overlap(box(1, 2, 3, 4), box(1, 2, 3, 4))).toBe(1);
    expect(overlap(box(0, 0, 10, 10), box(10, 0, 10, 10))).toBe(0);
    expect(containment(box(0, 0, 10, 10), box(10, 0, 10, 10))).toBe(0);
  });

  it('counts the shared area once in the union', () => {
    expect(overlap(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBeCloseTo(50 / 150);
  });

  it('sees a small box inside a large one as contained, though they overlap little', () => {
    expect(containment(box(0, 0, 100, 100), box(10, 10, 10, 10))).toBe(1);
    expect(overlap(box(0, 0, 100, 100), box(10, 10, 10, 10))).toBeCloseTo(0.01);
  });
});

describe('suppressDuplicates', () => {
  it('keeps the best of several boxes around one face and leaves the neighbour alone', () => {
    const kept = suppressDuplicates(
      [
        { box: box(2, 2, 50, 50), score: 0.7 },
        { box: box(0, 0, 50, 50), score: 0.9 },
        { box: box(100, 0, 50, 50), score: 0.8 },
      ],
      0.3,
      0.75,
    );
    expect(kept.map(({ score }) => score)).toEqual([0.9, 0.8]);
  });

  it('drops a box within a better one', () => {
    const kept = suppressDuplicates(
      [
        { box: box(0, 0, 100, 100), score: 0.9 },
        { box: box(30, 30, 20, 20), score: 0.8 },
      ],
      0.3,
      0.75,
    );
    expect(kept).toHaveLength(1);
  });

  it('does not let a suppressed box suppress others', () => {
    const kept = suppressDuplicates(
      [
        { box: box(0, 0, 50, 50), score: 0.9 },
        { box: box(20, 0, 50, 50), score: 0.8 },
        { box: box(40, 0, 50, 50), score: 0.7 },
      ],
      0.3,
      0.75,
    );
    expect(kept.map(({ score }) => score)).toEqual([0.9, 0.7]);
  });
});
