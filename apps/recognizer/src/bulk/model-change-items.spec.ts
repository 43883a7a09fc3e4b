import type { ResultStore } from '@facefleet/aws';
import { type BulkJobs, JobManifest, type JobRecord } from '@facefleet/bulk';
import type { Galleries } from '@facefleet/gallery';
import type { ModelSwitch } from '@facefleet/model-change';
import { expect, it } from 'vitest';
import { ModelChangeItems } from './model-change-items';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const change = {
  id,
  options: { gallery: 'staff', from: 'old', to: 'new', minimumShare: 1 },
  createdAt: '2026-11-29T00:00:00.000Z',
} as JobRecord;
const faceId = (n: number) => `019338e2-7c1b-7cc3-9f4e-${String(n).padStart(12, '0')}`;

it('asks for no face twice where another one died over a longer list of the same change', async () => {
  const objects = new Map<string, string>();
  const store = {
    put: (key: string, body: string) => Promise.resolve(void objects.set(key, body)),
    get: (key: string) => Promise.resolve(objects.has(key) ? Buffer.from(objects.get(key) ?? '') : undefined),
  } as unknown as ResultStore;
  const manifest = new JobManifest(store);
  let faces = 1_001;
  let total: number | null = null;
  const jobs = {
    totalOf: () => Promise.resolve(total),
    plan: (_id: string, planned: number) => {
      if (faces === 1_001) return Promise.reject(new Error('killed'));
      total = planned;
      return Promise.resolve();
    },
  } as unknown as BulkJobs;
  function* enrolledFaces() {
    for (let n = 0; n < faces; n++)
      yield { faceId: faceId(n), imageKey: `enrolments/${faceId(n)}`, has: () => false };
  }
  const view = { refresh: () => Promise.resolve(), state: { enrolledFaces } };
  const galleries = { view: () => view } as unknown as Galleries;
  const items = new ModelChangeItems(jobs, manifest, galleries, {} as ModelSwitch);
  const indices = async () => {
    const seen: number[] = [];
    for await (const { index } of items.items(change, 0)) seen.push(index);
    return seen;
  };
  await expect(indices()).rejects.toThrow('killed');
  faces = 1_000; // one was removed since
  expect(await indices()).toHaveLength(1_000);
});
