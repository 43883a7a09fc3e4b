import { describe, expect, it, vi } from 'vitest';
import { inAnyLight, withContrast } from './any-light';
import type { DetectedFace } from './detection';
import { paint } from './picture.fixture';
import { Pyramid } from './pyramid';

const slope = (from: number, to: number) =>
  paint(100, 100, (x) => {
    const value = Math.round(from + ((to - from) * x) / 99);
    return [value, value, value];
  });
const face = { score: 0.9 } as DetectedFace;

describe('withContrast', () => {
  it('spreads the values of a dark picture over the whole range and leaves its place alone', () => {
    const dark = { ...slope(10, 40), left: 7, pixelWidth: 2 };
    const clear = withContrast(dark)!;
    expect(clear).toMatchObject({ width: 100, height: 100, left: 7, pixelWidth: 2 });
    expect(clear.data[0]).toBe(0);
    expect(clear.data.at(-1)).toBe(255);
    expect(dark.data[0]).toBe(10);
  });

  it('does the same to a hazy one', () => {
    const { data } = withContrast(slope(180, 250))!;
    expect(data[0]).toBe(0);
    expect(data.at(-1)).toBe(255);
  });

  it('has nothing to add to a picture that uses its range, or to a plain one', () => {
    expect(withContrast(slope(20, 230))).toBeUndefined();
    expect(withContrast(slope(100, 104))).toBeUndefined();
  });
});

describe('inAnyLight', () => {
  it('does not look twice where the first look finds a face, or where the light is good', async () => {
    const finds = vi.fn(() => Promise.resolve([face]));
    expect(await inAnyLight(new Pyramid(slope(10, 40)), finds)).toEqual([face]);
    expect(finds).toHaveBeenCalledOnce();
    const findsNothing = vi.fn(() => Promise.resolve([]));
    expect(await inAnyLight(new Pyramid(slope(0, 255)), findsNothing)).toEqual([]);
    expect(findsNothing).toHaveBeenCalledOnce();
  });

  it('looks again at a dark image in which it saw none', async () => {
    const seesInLight = ({ base }: Pyramid) => Promise.resolve(base.data.at(-1)! > 200 ? [face] : []);
    expect(await inAnyLight(new Pyramid(slope(10, 40)), seesInLight)).toEqual([face]);
  });
});
