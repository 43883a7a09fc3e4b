import { describe, expect, it } from 'vitest';
import { lifecycleRules, STORED_PREFIXES } from './lifecycle';

const daysOf = (bucket: 'images' | 'results' | 'galleries', answersDays?: number) =>
  Object.fromEntries(
    lifecycleRules(bucket, answersDays).flatMap(({ Filter, Expiration }) =>
      Expiration ? [[Filter.Prefix, Expiration.Days]] : [],
    ),
  );

describe('lifecycle rules', () => {
  it('touch no object twice: no prefix begins with another of its bucket', () => {
    for (const { bucket, prefix } of STORED_PREFIXES) {
      const same = STORED_PREFIXES.filter((one) => one.bucket === bucket && prefix.startsWith(one.prefix));
      expect(same.map((one) => one.prefix)).toEqual([prefix]);
    }
  });

  it('expire what was asked after the time that the operator names, and nothing that is the truth', () => {
    expect(daysOf('images', 90)).toMatchObject({ 'recognitions/': 90, 'uploads/': 90, 'imports/': 30 });
    expect(daysOf('images', 90)).not.toHaveProperty('enrolments/');
    expect(daysOf('results', 90)).toEqual({ 'idempotency/': 10 });
    expect(daysOf('galleries', 90)).toEqual({});
  });

  it('expire nothing that was asked where some galleries keep it for ever', () => {
    expect(daysOf('images')).toEqual({ 'imports/': 30 });
  });

  it('end uploads that broke off, in every bucket, and have different names', () => {
    for (const bucket of ['images', 'results', 'galleries'] as const) {
      const rules = lifecycleRules(bucket, 30);
      expect(rules.filter((rule) => rule.AbortIncompleteMultipartUpload)).toHaveLength(1);
      expect(new Set(rules.map(({ ID }) => ID)).size).toBe(rules.length);
    }
  });
});
