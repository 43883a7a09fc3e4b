import type { ResultStore } from '@facefleet/aws';
import type { ResultCache } from '@facefleet/cache';
import type { JobResult, QueueMessage } from '@facefleet/contracts';
import type { StoredResults } from '@facefleet/privacy';
import type { Announcer } from '@facefleet/webhooks';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { failedResult } from './failed-result';
import type { ImageRetention } from './image-retention';
import type { ItemOutcomes } from './item-outcomes';
import { RequestEnds } from './request-ends';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const asked = { id, kind: 'recognition', gallery: 'default' } as const;
const ours = failedResult(asked, { code: 'processing-failed', detail: 'It failed.' }, 0);
const theirs = failedResult(asked, { code: 'image-unreadable', detail: 'It is damaged.' }, 1);

let objects: Map<string, string>;
/** Stored just before our write. */
let meanwhile: JobResult | undefined;
/** Somebody's write is under way: ours is refused, and his is not there yet. */
let isContested: boolean;
let steps: string[];
let ends: RequestEnds;

beforeEach(() => {
  Logger.overrideLogger(false);
  [objects, meanwhile, isContested, steps] = [new Map<string, string>(), undefined, false, []];
  const step = (name: string) => Promise.resolve(void steps.push(name));
  const store = {
    get: (key: string) => Promise.resolve(objects.has(key) ? Buffer.from(objects.get(key)!) : undefined),
  };
  const put = (result: JobResult) =>
    step('store').then(() => Boolean(objects.set(result.id, JSON.stringify(result))));
  const stored = {
    put,
    putIfAbsent: (result: JobResult) => {
      if (meanwhile) objects.set(result.id, JSON.stringify(meanwhile));
      return isContested || objects.has(result.id) ? Promise.resolve(false) : put(result);
    },
  };
  ends = new RequestEnds(
    store as unknown as ResultStore,
    stored as unknown as StoredResults,
    { rememberResult: () => step('cache') } as unknown as ResultCache,
    { publish: (event: string) => void steps.push(event) },
    { apply: () => step('image') } as unknown as ImageRetention,
    { ended: () => step('item') } as unknown as ItemOutcomes,
    { finished: () => step('webhooks') } as unknown as Announcer,
  );
});

describe('the end of a request', () => {
  it('is stored before anybody hears of it, and stays', async () => {
    expect(await ends.finish({}, ours)).toEqual(ours);
    expect(steps).toEqual(['store', 'cache', 'job.finished']);
    expect(await ends.finish({}, theirs)).toEqual(ours);
    expect(steps).toHaveLength(3);
    expect(await ends.resultOf(id)).toEqual(ours);
  });

  it('is corrected before anybody hears of it', async () => {
    const corrections = [theirs];
    expect(await ends.finish({}, ours, () => Promise.resolve(corrections.pop()))).toEqual(theirs);
    expect(steps).toEqual(['store', 'store', 'cache', 'job.finished']);
    expect(await ends.resultOf(id)).toEqual(theirs);
  });

  it('is that of who was faster', async () => {
    meanwhile = theirs;
    expect(await ends.finish({}, ours)).toEqual(theirs);
    expect(steps).toEqual([]);
  });

  it('is not told while nobody knows which one it is', async () => {
    isContested = true;
    await expect(ends.finish({}, ours)).rejects.toThrow('has to come again');
    expect(steps).toEqual([]);
    isContested = false;
    expect(await ends.finish({}, ours)).toEqual(ours);
  });

  it('is told to webhooks but where it is that of an item', async () => {
    await ends.announce({ ...asked } as unknown as QueueMessage, theirs);
    expect(steps.splice(0)).toEqual(['image', 'item', 'webhooks']);
    await ends.announce({ ...asked, job: { id, index: 0 } } as unknown as QueueMessage, theirs);
    expect(steps).toEqual(['image', 'item']);
  });
});
