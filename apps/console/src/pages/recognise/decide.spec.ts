import { describe, expect, it } from 'vitest';
import { changesAt, type Face, verdictAt } from './decide';

const ADA = { id: 'ada', name: 'Ada Lovelace' };
const faceAt = (falseMatchRate: number | null, decision: Face['decision'] = 'match') =>
  ({
    decision,
    person: decision === 'match' ? ADA : null,
    candidate: decision === 'possible' ? ADA : null,
    falseMatchRate,
    nearest: falseMatchRate === null ? [] : [{ person: ADA }],
  }) as unknown as Face;

describe('another rate at which strangers may be named', () => {
  it.each([
    [1e-3, 1e-3, 'match', 'Ada Lovelace'],
    [1e-3, 9.9e-4, 'possible', 'Ada Lovelace'],
    [1e-3, 1e-4, 'possible', 'Ada Lovelace'],
    [1e-3, 9.9e-5, 'unknown', undefined],
  ])('a face at %d is, at %d, decided as the API would: %s', (rate, max, decision, name) => {
    expect(verdictAt(faceAt(rate), max)).toEqual({ decision, name });
  });

  it('names nobody where nobody is enrolled', () => {
    expect(verdictAt(faceAt(null), 1)).toEqual({ decision: 'unknown', name: undefined });
  });

  it('changes what is decided otherwise, and only that', () => {
    const faces = [faceAt(1e-6), faceAt(5e-4), faceAt(0.5, 'unknown')];
    expect(changesAt({ faces }, 1e-4)).toMatchObject([
      { index: 1, before: { decision: 'match' }, after: { decision: 'possible' } },
    ]);
    expect(changesAt({ faces }, 1e-3)).toEqual([]);
  });
});
