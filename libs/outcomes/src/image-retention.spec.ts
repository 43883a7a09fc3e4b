import type { ImageStore } from '@facefleet/aws';
import type { JobResult, QueueMessage, Retention } from '@facefleet/contracts';
import type { Galleries } from '@facefleet/gallery';
import { Retentions } from '@facefleet/privacy';
import { beforeEach, expect, it } from 'vitest';
import { ImageRetention } from './image-retention';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const succeeded = { status: 'succeeded' } as JobResult;
const failed = { status: 'failed', error: { code: 'no-face' } } as JobResult;
const putAside = { status: 'failed', error: { code: 'processing-failed' } } as JobResult;

let deleted: string[];
let retention: Retention | undefined;
let standard: Retention;
let apply: (message: object, result?: JobResult) => Promise<void>;
beforeEach(() => {
  [deleted, standard] = [[], 'keep'];
  const galleries = { view: () => ({ atLeast: () => Promise.resolve(), state: { retention } }) };
  const images = { delete: (keys: string[]) => Promise.resolve(void deleted.push(...keys)) };
  const known = galleries as unknown as Galleries;
  const options = {
    get standard() {
      return standard;
    },
  };
  const retentions = new Retentions(known, options);
  const rule = new ImageRetention(known, images as unknown as ImageStore, retentions);
  apply = (message, result = succeeded) => rule.apply(message as QueueMessage, result);
});

it('images to be recognised go where their gallery keeps none, and stay where it does', async () => {
  const recognition = { kind: 'recognition', gallery: 'staff', imageKey: 'recognitions/1' };
  retention = 'keep';
  await apply(recognition);
  expect(deleted).toEqual([]);
  retention = 'none';
  await apply(recognition);
  await apply(recognition, failed);
  expect(deleted).toEqual(['recognitions/1', 'recognitions/1']);
});

it('images that are asked about without a gallery go by what the deployment says, and so do those of a gallery that says nothing', async () => {
  const comparison = {
    kind: 'comparison',
    sourceImageKey: 'comparisons/1',
    targetImageKey: 'comparisons/1-2',
  };
  retention = 'none';
  await apply(comparison);
  await apply({ kind: 'detection', imageKey: 'detections/1' });
  expect(deleted).toEqual([]);
  [retention, standard] = [undefined, 'none'];
  await apply(comparison);
  await apply({ kind: 'detection', imageKey: 'detections/1' });
  await apply({ kind: 'recognition', gallery: 'staff', imageKey: 'recognitions/1' });
  expect(deleted).toEqual(['comparisons/1', 'comparisons/1-2', 'detections/1', 'recognitions/1']);
});

it('images that are kept for a time stay until it is over', async () => {
  retention = '1h';
  await apply({ kind: 'recognition', gallery: 'staff', imageKey: 'recognitions/1' });
  expect(deleted).toEqual([]);
});

it('photographs from which nobody was enrolled go, those of faces stay whatever the gallery says', async () => {
  retention = 'none';
  await apply({ kind: 'enrolment', id, imageKey: `enrolments/${id}` }, {
    ...succeeded,
    faceId: id,
  } as JobResult);
  await apply({ kind: 'enrolment', id, imageKey: `enrolments/${id}` }, putAside); // until its dead letter is deleted
  await apply({ kind: 'enrolment', id, imageKey: 'uploads/1/0' }, failed); // the client's own, perhaps of other jobs
  expect(deleted).toEqual([]);
  await apply({ kind: 'enrolment', id, imageKey: `enrolments/${id}` }, failed);
  expect(deleted).toEqual([`enrolments/${id}`]);
});

it('the copy of a photograph goes whose person was enrolled with it before', async () => {
  const again = { status: 'succeeded', id, faceId: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03' } as JobResult;
  await apply({ kind: 'enrolment', id, imageKey: `enrolments/${id}` }, again);
  expect(deleted).toEqual([`enrolments/${id}`]);
});
