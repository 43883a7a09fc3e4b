import { describe, expect, it } from 'vitest';
import { bytes, duration, number, oneIn, percent, timeSpan } from './format';

describe('figures that people read', () => {
  it.each([
    [1, '1 in 1'],
    [0.5, '1 in 2'],
    [0.001, '1 in 1,000'],
    [0.0000013, '1 in 770,000'],
    [0.03, '1 in 33'],
    [0, '0'],
  ])('a rate of %d is %s', (rate, text) => expect(oneIn(rate)).toBe(text));

  it.each([
    [0.44, '0.4 ms'],
    [12.6, '13 ms'],
    [1234, '1.2 s'],
    [61_000, '61 s'],
  ])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [900, '1 kB'],
    [1_234_567, '1.2 MB'],
    [25_000_000, '25 MB'],
  ])('%d bytes are %s', (size, text) => expect(bytes(size)).toBe(text));

  it.each([
    [0, '0 s'],
    [0.04, '40 ms'],
    [4.23, '4.2 s'],
    [59, '59 s'],
    [3480, '58 min'],
    [129_600, '1.5 d'],
  ])('%d s are %s', (seconds, text) => expect(timeSpan(seconds)).toBe(text));

  it.each([
    [0.844, '0.84'],
    [12.34, '12.3'],
    [1500.4, '1,500'],
    [Infinity, '–'],
  ])('the number %d is %s', (value, text) => expect(number(value)).toBe(text));

  it.each([
    [0, '0 %'],
    [0.00005, '< 0.01 %'],
    [0.0125, '1.25 %'],
  ])('the share %d is %s', (share, text) => expect(percent(share)).toBe(text));
});
