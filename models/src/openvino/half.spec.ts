import { describe, expect, it } from 'vitest';
import { halvesToFloats } from './half';

const halves = (...bits: number[]) => Buffer.from(Uint16Array.from(bits).buffer);

describe('halvesToFloats', () => {
  it.each([
    ['one', 0x3c00, 1],
    ['minus two', 0xc000, -2],
    ['a third, as near as a half comes', 0x3555, 0.333251953125],
    ['the largest', 0x7bff, 65504],
    ['the smallest normal', 0x0400, 2 ** -14],
    ['the smallest of all, which is subnormal', 0x0001, 2 ** -24],
    ['zero', 0x0000, 0],
    ['minus zero', 0x8000, -0],
    ['infinity', 0x7c00, Infinity],
    ['minus infinity', 0xfc00, -Infinity],
    ['not a number', 0x7e00, NaN],
  ])('reads %s', (_, bits, value) => {
    expect([...halvesToFloats(halves(bits))]).toEqual([value]);
  });

  it('reads them in order from anywhere in a file', () => {
    const file = Buffer.concat([Buffer.from([9]), halves(0x3c00, 0x4000), Buffer.from([9])]);
    expect([...halvesToFloats(file.subarray(1, 5))]).toEqual([1, 2]);
  });

  it('refuses half a half', () => {
    expect(() => halvesToFloats(Buffer.alloc(3))).toThrow('3 bytes');
  });
});
