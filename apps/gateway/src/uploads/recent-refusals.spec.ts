import { ExpectedError } from '@facefleet/platform';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { RecentRefusals } from './recent-refusals';

const asked = (key: string, originalUrl: string, method = 'POST') =>
  ({ method, originalUrl, headers: { authorization: `Bearer ${key}` } }) as unknown as Request;
const refusal = new ExpectedError('overloaded', 'No.');

describe('RecentRefusals', () => {
  it('knows a refusal by key and path, whatever the query', () => {
    const refusals = new RecentRefusals();
    refusals.remember(asked('a', '/v1/recognitions?gallery=x'), refusal);
    expect(refusals.of(asked('a', '/v1/recognitions'))).toBe(refusal);
    expect(refusals.of(asked('b', '/v1/recognitions'))).toBeUndefined();
    expect(refusals.of(asked('a', '/v1/batches'))).toBeUndefined();
    expect(refusals.of(asked('a', '/v1/recognitions', 'GET'))).toBeUndefined();
  });
});
