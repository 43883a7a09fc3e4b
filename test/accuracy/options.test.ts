import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBenchOptions } from './bench-options';
import { parseCalibrateOptions } from './calibrate-options';

describe('options of the accuracy bench', () => {
  it('looks for models where the system keeps them', () => {
    const argv = ['--people', '/faces'];
    expect(parseBenchOptions(argv, {})).toMatchObject({
      modelsDir: join('.facefleet', 'models'),
      models: undefined,
    });
    expect(parseBenchOptions(argv, { FACEFLEET_HOME: '/home' })).toMatchObject({ modelsDir: '/home/models' });
    expect(parseBenchOptions([...argv, '--models-dir', '/else'], { FACEFLEET_HOME: '/home' })).toMatchObject({
      modelsDir: '/else',
    });
  });

  it('needs something to compare, and a folder of images with a file of pairs', () => {
    expect(() => parseBenchOptions([], {})).toThrow('--pairs or --people');
    expect(() => parseBenchOptions(['--pairs', 'pairs.txt'], {})).toThrow('go together');
    expect(() => parseBenchOptions(['--people', 'x', '--images', 'y'], {})).toThrow('go together');
    expect(parseBenchOptions(['--pairs', 'pairs.txt', '--images', '/lfw', '--flip'], {})).toMatchObject({
      pairs: { file: 'pairs.txt', images: '/lfw' },
      flip: true,
    });
  });

  it('takes a false match rate of searches, one in a thousand unless told', () => {
    const rateOf = (...argv: string[]) => parseBenchOptions(['--people', 'x', ...argv], {});
    expect(rateOf()).toMatchObject({ maxFalseMatchRate: 0.001 });
    expect(rateOf('--max-false-match-rate', '1e-5')).toMatchObject({ maxFalseMatchRate: 0.00001 });
    expect(() => rateOf('--max-false-match-rate', 'low')).toThrow('--max-false-match-rate');
  });

  it('explains itself', () => {
    expect(parseBenchOptions(['--help'], {})).toBe('help');
  });
});

describe('options of the calibration', () => {
  it('takes several folders of people', () => {
    expect(
      parseCalibrateOptions(['--people', '/a', '--people', '/b', '--models', 'builtin'], {}),
    ).toMatchObject({
      people: ['/a', '/b'],
      models: 'builtin',
    });
  });

  it('needs one', () => {
    expect(() => parseCalibrateOptions([], {})).toThrow('--people');
  });
});
