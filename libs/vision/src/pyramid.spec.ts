import { describe, expect, it } from 'vitest';
import { paint } from './picture.fixture';
import { half, Pyramid } from './pyramid';

describe('half', () => {
  it('replaces each four pixels by their mean', () => {
    const small = half(paint(4, 2, (x, y) => [x * 10, y * 100, x === 3 ? 255 : 0]));
    expect([small.width, small.height]).toEqual([2, 1]);
    expect([...small.data]).toEqual([5, 50, 0, 25, 50, 128]);
    expect([small.pixelWidth, small.pixelHeight]).toEqual([2, 2]);
  });

  it('keeps the last row and column of an odd size', () => {
    const small = half(paint(3, 3, (x, y) => [x === 2 && y === 2 ? 200 : 0, 0, 0]));
    expect([small.width, small.height]).toEqual([2, 2]);
    expect(small.data[9]).toBe(200);
  });
});

describe('Pyramid', () => {
  const pyramid = new Pyramid(paint(1_000, 10, () => [0, 0, 0]));

  it('gives the largest level that is small enough', () => {
    expect(pyramid.atMost(2_000).width).toBe(1_000);
    expect(pyramid.atMost(1_000).width).toBe(1_000);
    expect(pyramid.atMost(999).width).toBe(500);
    expect(pyramid.atMost(256).width).toBe(250);
  });

  it('gives the smallest level that is large enough, or what there is', () => {
    expect(pyramid.atLeast(500).width).toBe(500);
    expect(pyramid.atLeast(501).width).toBe(1_000);
    expect(pyramid.atLeast(5_000).width).toBe(1_000);
  });

  it('makes a level once', () => {
    expect(pyramid.level(2)).toBe(pyramid.level(2));
  });
});
