import { describe, expect, it } from 'vitest';
import { seconds, some } from './wording';

describe('wording', () => {
  it('writes times with as many digits as somebody can use', () => {
    expect([0, 1.2e-7, 0.00012, 0.0213, 1.5, 9.96, 12.345, 60, 150.4].map(seconds)).toEqual([
      '0 s',
      '0 s',
      '0.0001 s',
      '0.021 s',
      '1.5 s',
      '10 s',
      '12.3 s',
      '60 s',
      '150 s',
    ]);
  });

  it('counts in words', () => {
    expect([some(1, 'worker'), some(0, 'worker')]).toEqual(['1 worker', '0 workers']);
  });
});
