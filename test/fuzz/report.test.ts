import { describe, expect, it } from 'vitest';
import { growthOf } from './growth';
import { parseFuzzOptions } from './options';
import { figuresOf, fuzzReport, hasFailed } from './report';
import type { Outcome } from './run';

const MB = 2 ** 20;
const memory = (images: number, bytesAt: (index: number) => number) =>
  Array.from({ length: images }, (_, i) => bytesAt(i));

describe('growth of memory', () => {
  it('is none where memory goes up and comes back', () => {
    const { isFlat } = growthOf(memory(10_000, (i) => (200 + (i % 97)) * MB));
    expect(isFlat).toBe(true);
  });

  it('is none where memory rises at first only', () => {
    const { isFlat, secondHalfRise } = growthOf(memory(10_000, (i) => (200 + Math.min(i / 20, 100)) * MB));
    expect(isFlat).toBe(true);
    expect(secondHalfRise).toBeCloseTo(0);
  });

  it('is found under the noise of large images', () => {
    const { isFlat, secondHalfRise } = growthOf(memory(10_000, (i) => (200 + i / 100 + (i % 97)) * MB));
    expect(isFlat).toBe(false);
    expect(secondHalfRise / MB).toBeCloseTo(50, 0);
  });

  it('is not judged by a few images', () => {
    expect(growthOf(memory(300, (i) => i * MB)).isFlat).toBeUndefined();
  });
});

describe('the report', () => {
  const outcome = (index: number, ends: Partial<Outcome>): Outcome => ({
    index,
    base: 'png-8',
    mutation: 'few bits',
    size: 100,
    gateway: { kind: 'result', faces: 0 },
    pipeline: { kind: 'result', faces: 1 },
    cpuMs: 10,
    rssBytes: 200 * MB,
    ...ends,
  });
  const unreadable = { kind: 'refused', code: 'image-unreadable' } as const;

  it('counts ends by code, by mutation and at the gateway', () => {
    const outcomes = [
      outcome(0, {}),
      outcome(1, { pipeline: unreadable, mutation: 'truncated' }),
      outcome(2, { gateway: unreadable, cpuMs: 3_000 }),
    ];
    const figures = figuresOf({ seed: 1, outcomes, wallMs: 1_500 });
    expect(figures).toMatchObject({
      images: 3,
      imagesPerS: 2,
      byEnding: { result: 2, 'image-unreadable': 1 },
      byMutation: { 'few bits': { result: 2 }, truncated: { 'image-unreadable': 1 } },
      byGateway: { result: 2, 'image-unreadable': 1 },
      refusedThoughReadable: 1,
      cpuMs: { slow: 1 },
      broken: [],
    });
    expect(figures.slowest[0]).toMatchObject({ index: 2 });
    expect(hasFailed(figures)).toBe(false);
  });

  it('judges memory within one process: a new one begins with less', () => {
    const grown = Array.from({ length: 6_000 }, (_, i) => outcome(i, { rssBytes: (200 + i / 50) * MB }));
    const lost = outcome(6_000, { rssBytes: undefined });
    const fresh = Array.from({ length: 4_000 }, (_, i) => outcome(6_001 + i, { rssBytes: 200 * MB }));
    const figures = figuresOf({ seed: 1, outcomes: [...grown, lost, ...fresh], wallMs: 1 });
    expect(figures.memory.isFlat).toBe(false);
  });

  it('says what broke, and fails for it', () => {
    const lost = { kind: 'broken', why: 'The process ended (SIGSEGV).' } as const;
    const figures = figuresOf({ seed: 1, outcomes: [outcome(7, { pipeline: lost })], wallMs: 1 });
    expect(hasFailed(figures)).toBe(true);
    expect(fuzzReport(figures)).toContain('image 7 (few bits, png-8): The process ended (SIGSEGV).');
  });
});

describe('options of the fuzzer', () => {
  it('are 10,000 images of seed 1 unless given', () => {
    expect(parseFuzzOptions([], {})).toMatchObject({
      images: 10_000,
      seed: 1,
      models: undefined,
      only: undefined,
    });
    expect(parseFuzzOptions(['--images', '5', '--seed', '0', '--only', '3'], {})).toMatchObject({
      images: 5,
      seed: 0,
      only: 3,
    });
  });

  it('refuse what is no number', () => {
    expect(() => parseFuzzOptions(['--images', '0'], {})).toThrow('--images takes a whole number from 1');
    expect(() => parseFuzzOptions(['--seed', 'x'], {})).toThrow('--seed');
    expect(parseFuzzOptions(['--help'], {})).toBe('help');
  });
});
