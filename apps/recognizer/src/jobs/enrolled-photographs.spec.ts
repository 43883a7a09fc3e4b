import type { ImageStore } from '@facefleet/aws';
import type { ComparedModel, GalleryView } from '@facefleet/gallery';
import { beforeEach, describe, expect, it } from 'vitest';
import { EnrolledPhotographs } from './enrolled-photographs';

const SAME = Float32Array.of(1, 0);
const ALIKE = Float32Array.of(0.9, 0.43);
const photograph = Buffer.from('a photograph');
const model = { name: 'model' } as ComparedModel;

let faces: { faceId: string; imageKey: string; handleOf: () => number }[];
let vectors: Float32Array[];
let stored: Map<string, Buffer>;
let fetched: string[];
let photographs: EnrolledPhotographs;

const view = {
  state: {
    people: { get: () => ({ faces }) },
    spaces: {
      find: () => ({
        similarity: (probe: Float32Array, handle: number) =>
          probe.reduce((sum, value, at) => sum + value * (vectors[handle]?.[at] ?? 0), 0),
      }),
    },
  },
} as unknown as GalleryView;

function enrol(faceId: string, vector: Float32Array, image: Buffer | undefined): void {
  const handle = vectors.push(vector) - 1;
  faces.push({ faceId, imageKey: `enrolments/${faceId}`, handleOf: () => handle });
  if (image) stored.set(`enrolments/${faceId}`, image);
}
const first = async (below?: string) =>
  (await photographs.faceFrom(photograph, SAME, view, model, 'ada', below))?.faceId;

beforeEach(() => {
  [faces, vectors, stored, fetched] = [[], [], new Map<string, Buffer>(), []];
  photographs = new EnrolledPhotographs({
    size: (key: string) => Promise.resolve(stored.get(key)?.length),
    get: (key: string) => {
      fetched.push(key);
      return Promise.resolve(stored.get(key));
    },
  } as unknown as ImageStore);
});

describe('EnrolledPhotographs', () => {
  it('finds the first face with the same photograph, and only among lower ids where that is asked for', async () => {
    enrol('1', SAME, Buffer.from('another one.'));
    enrol('2', SAME, photograph);
    enrol('3', SAME, photograph);
    expect([await first(), await first('3'), await first('2')]).toEqual(['2', '2', undefined]);
  });

  it('takes no other photograph for it, nor one that is gone', async () => {
    enrol('1', SAME, Buffer.from('another one.'));
    enrol('2', SAME, undefined);
    expect(await first()).toBeUndefined();
  });

  it('fetches no photograph of a face that looks otherwise, or of another size', async () => {
    enrol('1', ALIKE, photograph);
    enrol('2', SAME, Buffer.from('larger or smaller'));
    expect(await first()).toBeUndefined();
    expect(fetched).toEqual([]);
  });
});
