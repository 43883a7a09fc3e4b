import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, largestName } from './support/api';
import {
  hasSharedFaces,
  hasSharedModels,
  peopleIn,
  readPhoto,
  SHARED_FACES,
  SHARED_MODELS,
} from './support/photos';
import { LocalSystem } from './support/system';

/** Photographs 1-3 of each person are enrolled, the other 70 are to be named. */
const ENROLLED = 3;

const sets = [
  { models: 'recommended', here: hasSharedFaces && hasSharedModels, leastRight: 70 },
  { models: 'builtin', here: hasSharedFaces, leastRight: 68 },
] as const;

describe.each(sets)('100 photographs of 10 people, $models models', ({ models, here, leastRight }) => {
  let system: LocalSystem | undefined;
  let api: Api;

  beforeAll(async () => {
    if (!here) return;
    system = await LocalSystem.start({ FACEFLEET_MODELS: models, FACEFLEET_MODELS_FROM: SHARED_MODELS });
    api = await system.api();
  });
  afterAll(() => system?.stop());

  const title = `names at least ${leastRight} of 70 and calls nobody by a wrong name`;
  it.skipIf(!here)(
    here ? title : `${title} (the photographs or models are not on this machine)`,
    async () => {
      const people = await peopleIn(join(SHARED_FACES, 'lfw100'));
      for (const { person, photos } of people) {
        for (const photo of photos.slice(0, ENROLLED)) await api.enrol(person, await readPhoto(photo));
      }
      const probes = people.flatMap(({ person, photos }) =>
        photos.slice(ENROLLED).map((photo) => ({ person, photo })),
      );
      const answers = await Promise.all(
        probes.map(async ({ person, photo }) => ({
          person,
          photo,
          name: largestName(await api.recognise(await readPhoto(photo))),
        })),
      );
      const notRight = answers.filter(({ person, name }) => name !== person);
      expect(notRight.filter(({ name }) => typeof name === 'string')).toEqual([]);
      expect(answers.length - notRight.length, JSON.stringify(notRight)).toBeGreaterThanOrEqual(leastRight);
    },
  );
});
