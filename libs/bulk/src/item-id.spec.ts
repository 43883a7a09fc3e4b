import { uuidv7 } from '@facefleet/platform';
import { validate, version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { itemId, itemOf, timeOf } from './item-id';

const INDICES = [0, 1, 2, 255, 256, 65_535, 65_536, 99_999, 99_999_999];

describe('the id of an item', () => {
  it('is a UUIDv7 of the time of its job, and always the same', () => {
    const job = uuidv7();
    for (const index of INDICES) {
      const id = itemId({ id: job, index });
      expect(validate(id) && version(id)).toBe(7);
      expect(timeOf(id)).toBe(timeOf(job));
      expect(itemId({ id: job, index })).toBe(id);
    }
  });

  it('differs from those of the other items and of the other jobs', () => {
    const jobs = Array.from({ length: 200 }, () => uuidv7()); // several of them in one millisecond
    const ids = jobs.flatMap((id) => INDICES.map((index) => itemId({ id, index })));
    expect(new Set([...ids, ...jobs]).size).toBe(ids.length + jobs.length);
  });

  it('leads back to the item, and only in its own job', () => {
    const [job, other] = [uuidv7(), uuidv7()];
    for (const index of INDICES) {
      const id = itemId({ id: job, index });
      expect(itemOf(id, job)).toEqual({ id: job, index });
      expect(itemOf(id.toUpperCase(), job)).toEqual({ id: job, index });
      expect(itemOf(id, other)).toBeUndefined();
    }
    expect(itemOf(job, job)).toBeUndefined();
  });
});
