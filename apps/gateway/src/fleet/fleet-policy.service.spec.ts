import { describe, expect, it } from 'vitest';
import { requirePossible } from './fleet-policy.service';

const configured = { minWorkers: 0, maxWorkers: 5, deadlineS: 60, idleS: 60 };
const refused = expect.objectContaining({ code: 'fleet-policy-refused' }) as Error;

describe('a policy', () => {
  it.each([{}, { maxWorkers: 5 }, { minWorkers: 5 }, { minWorkers: 2, maxWorkers: 2, deadlineS: 1 }])(
    'can be %j',
    (overrides) => expect(() => requirePossible(overrides, configured)).not.toThrow(),
  );

  it.each([{ maxWorkers: 6 }, { minWorkers: 6 }, { minWorkers: 3, maxWorkers: 2 }])(
    'cannot be %j',
    (overrides) => expect(() => requirePossible(overrides, configured)).toThrow(refused),
  );

  it('is judged by itself where nobody knows what was configured', () => {
    expect(() => requirePossible({ minWorkers: 6 })).not.toThrow();
    expect(() => requirePossible({ minWorkers: 6, maxWorkers: 2 })).toThrow(refused);
  });
});
