import { uuidv7 } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embeddingEntryId } from './embedding-entry-id';

describe('embeddingEntryId', () => {
  const faceId = uuidv7();
  const askedBy = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

  it('is a UUIDv7 as old as what asked for it, and always the same', () => {
    const id = embeddingEntryId(faceId, 'm', askedBy);
    expect(z.uuidv7().safeParse(id).success).toBe(true);
    expect(id.slice(0, 14)).toBe('019338e2-7c1b-');
    expect(embeddingEntryId(faceId, 'm', askedBy)).toBe(id);
  });

  it('is another one for another face, another model and another time', () => {
    const ids = [
      embeddingEntryId(faceId, 'm', askedBy),
      embeddingEntryId(uuidv7(), 'm', askedBy),
      embeddingEntryId(faceId, 'n', askedBy),
      embeddingEntryId(faceId, 'm', uuidv7()),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
