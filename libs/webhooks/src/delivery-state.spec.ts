import { describe, expect, it } from 'vitest';
import { deliveryState, type EntryKind } from './delivery-state';

const after = (...kinds: EntryKind[]) =>
  deliveryState(
    'd',
    kinds.map((kind, index) => ({ id: String(index), kind })),
  );

describe('what became of a delivery', () => {
  it('is pending in its first run while nothing happened', () => {
    expect(after()).toEqual({ status: 'pending', run: 'd', failures: 0 });
  });

  it('is pending, with its failures counted, until it is taken or given up', () => {
    expect(after('failed', 'failed')).toMatchObject({ status: 'pending', failures: 2, run: 'd' });
    expect(after('failed', 'delivered')).toMatchObject({ status: 'delivered' });
    expect(after('failed', 'dead')).toMatchObject({ status: 'dead', last: { id: '1', kind: 'dead' } });
  });

  it('begins a new run with no failures when it is asked for again, which makes older messages void', () => {
    expect(after('failed', 'dead', 'requeued', 'failed')).toMatchObject({
      status: 'pending',
      run: '2',
      failures: 1,
    });
  });
});
