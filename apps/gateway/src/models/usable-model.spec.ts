import type { Embedder, ModelCatalogue, ModelSet } from '@facefleet/models';
import { expect, it } from 'vitest';
import { requireUsable } from './usable-model';

const calibrated = { calibration: {} } as Embedder;
const catalogue = (embedder?: Embedder, set?: ModelSet) =>
  ({ embedder: () => embedder, setWith: () => set }) as unknown as ModelCatalogue;
const set = {} as ModelSet;
const refused = (code: string) => expect.objectContaining({ code }) as unknown;

it('a model can be used that is calibrated and belongs to a set', () => {
  expect(() => requireUsable(catalogue(calibrated, set), 'm')).not.toThrow();
});

it('no gallery can have a model that is unknown, has no set, or has no calibration', () => {
  expect(() => requireUsable(catalogue(), 'm')).toThrow(refused('model-not-found'));
  expect(() => requireUsable(catalogue(calibrated), 'm')).toThrow(refused('model-not-found'));
  expect(() => requireUsable(catalogue({} as Embedder, set), 'm')).toThrow(
    refused('gallery-model-unavailable'),
  );
});
