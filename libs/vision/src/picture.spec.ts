import { describe, expect, it } from 'vitest';
import { cut } from './picture';
import { paint } from './picture.fixture';

/** Each pixel says where it is. */
const picture = paint(20, 10, (x, y) => [x, y, 0]);

describe('cut', () => {
  it('takes a part out of a picture and remembers where it lay', () => {
    const part = cut(picture, { x: 3.2, y: 4, width: 5, height: 2 });
    expect(part).toMatchObject({ left: 3, top: 4, width: 6, height: 2, pixelWidth: 1, pixelHeight: 1 });
    expect([...part.data.subarray(0, 3)]).toEqual([3, 4, 0]);
    expect([...part.data.subarray(-3)]).toEqual([8, 5, 0]);
  });

  it('goes by image pixels where the picture is a shrunk part of the image', () => {
    const shrunk = { ...picture, left: 100, top: 50, pixelWidth: 4, pixelHeight: 4 };
    const part = cut(shrunk, { x: 108, y: 58, width: 8, height: 4 });
    expect(part).toMatchObject({ left: 108, top: 58, width: 2, height: 1, pixelWidth: 4 });
    expect([...part.data.subarray(0, 3)]).toEqual([2, 2, 0]);
  });

  it('ends where the picture ends', () => {
    expect(cut(picture, { x: -50, y: -50, width: 500, height: 500 })).toMatchObject({
      width: 20,
      height: 10,
    });
    expect(cut(picture, { x: 40, y: 40, width: 5, height: 5 })).toMatchObject({ width: 1, height: 1 });
  });
});
