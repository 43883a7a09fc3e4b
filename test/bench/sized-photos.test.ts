import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';
import { sizedPhotos } from './sized-photos';

describe('photographs of a size', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'facefleet-sized-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are about that large, and the same whenever they are made', async () => {
    const originals = await Promise.all(
      DEMO_FACES.slice(0, 2).map(async (face) => ({
        person: face.person,
        bytes: await demoPortrait(face, 0),
      })),
    );
    const made = await sizedPhotos(originals, 120, join(folder, 'made'));
    for (const { bytes } of made) {
      expect(bytes.length).toBeGreaterThan(100_000);
      expect(bytes.length).toBeLessThan(140_000);
    }
    expect(made.map(({ person }) => person)).toEqual(originals.map(({ person }) => person));
    expect(await sizedPhotos(originals, 120, join(folder, 'made'))).toEqual(made);
    expect(await sizedPhotos(originals, 120, join(folder, 'again'))).toEqual(made);
  });
});
