import type { ImageStore } from '@facefleet/aws';
import type { JobResult, QueueMessage, Retention } from '@facefleet/contracts';
import type { Galleries } from '@facefleet/gallery';
import { beforeEach, expect, it } from 'vitest';
import { ImageRetention } from './image-retention';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const succeeded = { status: 'succeeded' } as JobResult;
const failed = { status: 'failed', error: { code: 'no-face' } } as JobResult;
const putAside = { status: 'failed', error: { code: 'processing-failed' } } as JobResult;

let deleted: string[];
let retention: Retention | undefined;
let apply: (message: object, result?: JobResult) => Promise<void>;
beforeEach(() => {
  deleted = [];
  const galleries = { view: () => ({ atLeast: () => Promise.resolve(), state: { retention } }) };
  const images = { delete: (keys: string[]) => Promise.resolve(void deleted.push(...keys)) };
  const rule = new ImageRetention(galleries as unknown as Galleries, images as unknown as ImageStore);
  apply = (message, result = succeeded) => rule.apply(message as QueueMessage, result);
});

it('images to be recognised go where their gallery keeps none, and stay where it does', async () => {
  const recognition = { kind: 'recognition', imageKey: 'recognitions/1' };
  retention = 'keep';
  await apply(recognition);
  expect(deleted).toEqual([]);
  retention = 'none';
  await apply(recognition);
  await apply(recognition, failed);
  await apply({ kind: 'comparison', imageKey: 'comparisons/1' });
  expect(deleted).toEqual(['recognitions/1', 'recognitions/1']);
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
