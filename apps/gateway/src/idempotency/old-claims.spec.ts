import { expect, it } from 'vitest';
import { DAY_MS, dayPrefix } from './claims';
import { SetClock } from '../set-clock.fixture';
import { MemoryClaimStore } from './memory-claims.fixture';
import { OldClaims } from './old-claims';

it('old claims go, those that may still be asked for stay', async () => {
  const [store, clock] = [new MemoryClaimStore(), new SetClock()];
  const keyAt = (days: number) => `${dayPrefix(clock.atMs - days * DAY_MS)}x`;
  for (const days of [0, 1, 2, 9]) await store.put(keyAt(days), '{}');
  await store.put('something/else', '{}');
  await new OldClaims(store.asStore, clock).sweep();
  expect([...store.objects.keys()]).toEqual([keyAt(0), keyAt(1), 'something/else']);
});
