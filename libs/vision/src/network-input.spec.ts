import { describe, expect, it } from 'vitest';
import { NetworkInput, roundUp } from './network-input';
import { paint } from './picture.fixture';

const ramp = paint(8, 4, (x, y) => [x * 10, y * 10, 200]);

describe('NetworkInput', () => {
  it('copies a picture that is not scaled and leaves black around it', () => {
    const planes = new NetworkInput().draw(ramp, { width: 12, height: 8, scale: 1, left: 2, top: 3 }, 'RGB');
    const at = (plane: number, x: number, y: number): number => planes[(plane * 8 + y) * 12 + x]!;
    expect([at(0, 2, 3), at(0, 9, 3), at(1, 2, 6), at(2, 2, 3)]).toEqual([0, 70, 30, 200]);
    expect([at(2, 1, 3), at(2, 10, 3), at(2, 2, 2), at(2, 2, 7)]).toEqual([0, 0, 0, 0]);
  });

  it('puts blue first for a BGR network', () => {
    const planes = new NetworkInput().draw(ramp, { width: 8, height: 4, scale: 1, left: 0, top: 0 }, 'BGR');
    expect([planes[1], planes[32 + 8], planes[64 + 1]]).toEqual([200, 10, 10]);
  });

  it.each([
    ['on its own pixels', -3, -1],
    ['between its pixels', -3.5, -1],
  ])('shows the part of a picture that the input covers, %s', (_, left, top) => {
    const planes = new NetworkInput().draw(ramp, { width: 4, height: 2, scale: 1, left, top }, 'RGB');
    expect(planes[0]).toBeCloseTo(-left * 10, 3);
    expect(planes[8]).toBeCloseTo(10, 3);
    expect(planes[3]).toBeCloseTo(Math.min(7, 3 - left) * 10, 3);
  });

  it.each([0.5, 0.8, 2, 3])('keeps a slope a slope at scale %f', (scale) => {
    const wide = paint(64, 64, (x, y) => [x * 2, y * 2, 50]);
    const size = 64 * scale;
    const width = roundUp(size, 32);
    const planes = new NetworkInput().draw(wide, { width, height: width, scale, left: 0, top: 0 }, 'RGB');
    for (let i = 4; i < Math.floor(size) - 4; i++) {
      expect(planes[4 * width + i]).toBeCloseTo(((i + 0.5) / scale - 0.5) * 2, 3);
      expect(planes[width * width + i * width + 4]).toBeCloseTo(((i + 0.5) / scale - 0.5) * 2, 3);
      expect(planes[2 * width * width + i * width + i]).toBeCloseTo(50, 3);
    }
  });

  it('shows nothing of the picture before', () => {
    const input = new NetworkInput();
    input.draw(
      paint(32, 32, () => [255, 255, 255]),
      { width: 32, height: 32, scale: 1, left: 0, top: 0 },
      'RGB',
    );
    const planes = input.draw(ramp, { width: 32, height: 32, scale: 1, left: 0, top: 0 }, 'RGB');
    expect(planes).toHaveLength(3 * 32 * 32);
    expect(planes[2 * 1024 + 31 * 32 + 31]).toBe(0);
  });
});

it('rounds up to a multiple, never to nothing', () => {
  expect([0, 1, 32, 33].map((length) => roundUp(length, 32))).toEqual([32, 32, 32, 64]);
});
