import { describe, expect, it } from 'vitest';
import { paint } from './picture.fixture';
import { Pyramid } from './pyramid';
import { warp, type CropFormat } from './warp';

const FORMAT: CropFormat = { size: 8, channels: 'RGB', mean: 0, std: 1 };

function crop(
  picture: ReturnType<typeof paint>,
  transform: Parameters<typeof warp>[1],
  format: CropFormat = FORMAT,
): { planes: Float32Array; at: (plane: number, x: number, y: number) => number } {
  const planes = new Float32Array(3 * format.size ** 2).fill(Number.NaN);
  warp(new Pyramid(picture), transform, format, planes);
  return { planes, at: (plane, x, y) => planes[(plane * format.size + y) * format.size + x]! };
}

const ramp = paint(32, 32, (x, y) => [x * 4, y * 4, 200]);

describe('warp', () => {
  it('copies pixels exactly where nothing is scaled, each channel to its plane', () => {
    const { at } = crop(ramp, { a: 1, b: 0, shiftX: -5, shiftY: -10 });
    expect([at(0, 0, 0), at(1, 0, 0), at(2, 0, 0)]).toEqual([20, 40, 200]);
    expect([at(0, 7, 3), at(1, 7, 3)]).toEqual([48, 52]);
  });

  it('puts blue first for a BGR network', () => {
    const { at } = crop(ramp, { a: 1, b: 0, shiftX: -5, shiftY: -10 }, { ...FORMAT, channels: 'BGR' });
    expect([at(0, 0, 0), at(1, 0, 0), at(2, 0, 0)]).toEqual([200, 40, 20]);
  });

  it('normalises by mean and deviation', () => {
    const { at } = crop(ramp, { a: 1, b: 0, shiftX: -5, shiftY: -10 }, { ...FORMAT, mean: 127.5, std: 128 });
    expect(at(2, 0, 0)).toBeCloseTo((200 - 127.5) / 128);
  });

  it('interpolates between pixels when it enlarges', () => {
    const { at } = crop(ramp, { a: 2, b: 0, shiftX: -20, shiftY: -20 });
    // The first crop pixel's middle lies at 10.25, a quarter to the left of the middle of pixel 10.
    expect(at(0, 0, 0)).toBeCloseTo(4 * 9.75);
    expect(at(0, 1, 0)).toBeCloseTo(4 * 10.25);
  });

  it('mirrors around an axis', () => {
    const transform = { a: 1, b: 0, shiftX: -5, shiftY: -10 };
    const { at } = crop(ramp, transform);
    const planes = new Float32Array(3 * FORMAT.size ** 2);
    warp(new Pyramid(ramp), transform, FORMAT, planes, 3.5);
    // Around the middle of pixel 3: pixel 2 is what pixel 4 was, and what lay beyond the edge comes from the image.
    expect(planes[2]).toBe(at(0, 4, 0));
    expect(planes[3]).toBe(at(0, 3, 0));
    expect(planes[0]).toBe(at(0, 6, 0));
    expect(planes[7]).toBe(4 * 4);
  });

  it('turns', () => {
    // A quarter turn: right in the image is down in the crop.
    const { at } = crop(ramp, { a: 0, b: 1, shiftX: 20, shiftY: -5 });
    expect(at(0, 3, 2)).toBeCloseTo(4 * (5 + 2));
    expect(at(1, 3, 2)).toBeCloseTo(4 * (20 - 3 - 1));
  });

  it('averages when it shrinks, so that a fine pattern becomes grey and not stripes', () => {
    const stripes = paint(128, 128, (x) => (x % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
    const { planes } = crop(stripes, { a: 1 / 16, b: 0, shiftX: 0, shiftY: 0 });
    for (const value of planes) expect(Math.abs(value - 128)).toBeLessThanOrEqual(1);
  });

  it('is black beyond the image, also after normalisation', () => {
    const { at } = crop(ramp, { a: 1, b: 0, shiftX: 4, shiftY: 0 }, { ...FORMAT, mean: 100, std: 2 });
    expect(at(2, 3, 0)).toBe(-50);
    expect(at(2, 4, 0)).toBe(50);
  });

  it('finds the same pixels in a picture that is a part of the image, at another scale', () => {
    const part = {
      ...paint(16, 16, (x, y) => [x * 8, y * 8, 0]),
      left: 40,
      top: 60,
      pixelWidth: 2,
      pixelHeight: 2,
    };
    const { at } = crop(part, { a: 0.5, b: 0, shiftX: -22, shiftY: -32 });
    expect([at(0, 0, 0), at(1, 0, 0)]).toEqual([16, 16]);
  });
});
