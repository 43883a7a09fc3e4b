import { describe, expect, it } from 'vitest';
import { readWeights } from './weights';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** A quantised 2x2 matrix, then a plain float. */
const MANIFEST = [
  {
    paths: ['weights.bin'],
    weights: [
      {
        name: 'matrix',
        shape: [2, 2],
        dtype: 'float32',
        quantization: { dtype: 'uint8', scale: 0.5, min: -10 },
      },
    ],
  },
  { weights: [{ name: 'plain', shape: [1], dtype: 'float32' }] },
];
const values = Buffer.from([0, 1, 2, 255, 0, 0, 0xc0, 0x3f]); // 1.5 as float32, little endian

describe('readWeights', () => {
  it('restores bytes by their scale and minimum, and leaves floats as they are', () => {
    const weights = readWeights(json(MANIFEST), values);
    expect(weights.get('matrix', 2)).toEqual({ shape: [2, 2], data: Float32Array.of(-10, -9.5, -9, 117.5) });
    expect(weights.vector('plain')).toEqual(Float32Array.of(1.5));
  });

  it('names a weight that is not there or has other dimensions than expected', () => {
    const weights = readWeights(json(MANIFEST), values);
    expect(() => weights.get('conv9/filters', 4)).toThrow('no "conv9/filters"');
    expect(() => weights.vector('matrix')).toThrow('"matrix" has 2 dimensions instead of 1');
  });

  it('refuses values that end too early or too late', () => {
    expect(() => readWeights(json(MANIFEST), values.subarray(0, 7))).toThrow('end before "plain" does');
    expect(() => readWeights(json(MANIFEST), Buffer.concat([values, Buffer.alloc(3)]))).toThrow(
      '3 bytes too many',
    );
  });

  it('refuses quantisation that it does not know', () => {
    const sixteenBits = { dtype: 'uint16', scale: 1, min: 0 };
    const manifest = [{ weights: [{ name: 'a', shape: [1], dtype: 'float32', quantization: sixteenBits }] }];
    expect(() => readWeights(json(manifest), Buffer.alloc(2))).toThrow();
  });
});
