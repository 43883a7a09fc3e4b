import { describe, expect, it } from 'vitest';
import { parsePeersOptions } from './options';

describe('options of the bench against others', () => {
  it('need nothing', () => {
    expect(parsePeersOptions([])).toEqual({
      requests: 100,
      concurrency: 8,
      people: undefined,
      images: undefined,
      python: 'python3',
      json: undefined,
    });
  });

  it('take folders and numbers', () => {
    expect(parsePeersOptions(['--people', '/a', '--requests', '20', '--concurrency', '2'])).toMatchObject({
      people: '/a',
      requests: 20,
      concurrency: 2,
    });
  });

  it('refuse what they do not know', () => {
    expect(() => parsePeersOptions(['--requests', '0'])).toThrow('--requests takes a whole number from 1');
    expect(() => parsePeersOptions(['--faces', '1'])).toThrow('--faces');
    expect(parsePeersOptions(['--help'])).toBe('help');
  });
});
