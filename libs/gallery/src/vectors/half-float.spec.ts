import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHalves, encodeHalves, HALF_VALUES, requireFinite, toHalf } from './half-float';

const ALL = Array.from({ length: 0x10000 }, (_, half) => half);
const FINITE = ALL.filter((half) => (half & 0x7c00) !== 0x7c00);

describe('half floats', () => {
  it('have the values of IEEE 754', () => {
    const known: [number, number][] = [
      [0x0000, 0],
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
      [0x7e00, NaN],
    ];
    for (const [half, value] of known) expect(HALF_VALUES[half]).toBe(value);
  });

  it('come back unchanged from their values', () => {
    expect(FINITE.filter((half) => toHalf(HALF_VALUES[half] as number) !== half)).toEqual([]);
    expect([Infinity, -Infinity, NaN].map(toHalf)).toEqual([0x7c00, 0xfc00, 0x7e00]);
  });

  it('are the nearest ones there are, the even one of two equally near', () => {
    const finite = fc.float({ min: -65_504, max: 65_504, noNaN: true });
    const small = fc.float({ min: Math.fround(-1e-4), max: Math.fround(1e-4), noNaN: true });
    fc.assert(
      fc.property(fc.oneof(finite, small), (value) => {
        const half = toHalf(value);
        const error = Math.abs((HALF_VALUES[half] as number) - value);
        for (const other of [half - 1, half + 1].filter((other) => (other & 0x7fff) < 0x7c00 && other > 0)) {
          const otherError = Math.abs((HALF_VALUES[other] as number) - value);
          if (otherError === error && error > 0) expect(half & 1).toBe(0);
          else expect(otherError).toBeGreaterThanOrEqual(error);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('become infinite where the value is too large', () => {
    expect([65_519, 65_520, 1e9, -1e9].map(toHalf)).toEqual([0x7bff, 0x7c00, 0x7c00, 0xfc00]);
  });

  it('are refused where they would be infinite or no number', () => {
    expect(() => encodeHalves(Float32Array.of(0, 1e6))).toThrow(RangeError);
    expect(() => encodeHalves(Float32Array.of(NaN))).toThrow('Value 0 is not finite');
    expect(() => requireFinite(Uint16Array.of(0x7bff, 0xfc00))).toThrow('Value 1 is not finite');
  });

  it('decode many at once', () => {
    expect(decodeHalves(encodeHalves(Float32Array.of(0.5, -0.25, 3)))).toEqual(
      Float32Array.of(0.5, -0.25, 3),
    );
  });
});
