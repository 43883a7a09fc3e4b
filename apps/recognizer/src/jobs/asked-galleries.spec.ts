import type { Galleries } from '@facefleet/gallery';
import { beforeEach, expect, it } from 'vitest';
import { AskedGalleries } from './asked-galleries';
import type { ComparedModels } from './compared-models';

const asked = { gallery: 'staff', galleryVersion: 'v', model: 'm' };
let looked: string[];
let galleries: AskedGalleries;
beforeEach(() => {
  looked = [];
  const view = {
    state: {},
    atLeast: (version: string) => Promise.resolve(void looked.push(`at least ${version}`)),
    notOlderThan: (ms: number) => Promise.resolve(void looked.push(`at most ${ms} ms old`)),
  };
  galleries = new AskedGalleries(
    { view: () => view } as unknown as Galleries,
    { get: () => ({}) } as unknown as ComparedModels,
  );
});

it('a single question is answered from the version that its gateway knew', async () => {
  await galleries.of(asked);
  expect(looked).toEqual(['at least v']);
});

it('an item of a batch, which may have waited for hours, is answered from the gallery as it is now', async () => {
  await galleries.of({ ...asked, job: { id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11', index: 0 } });
  expect(looked).toEqual(['at least v', 'at most 1000 ms old']);
});
