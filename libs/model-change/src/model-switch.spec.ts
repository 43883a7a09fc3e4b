import type { ResultStore } from '@facefleet/aws';
import type { BulkJobs, JobRecord, ProgressBook } from '@facefleet/bulk';
import type { EventPublisher } from '@facefleet/cache';
import type { JobState } from '@facefleet/contracts';
import type { Galleries } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChangeLog } from './change-log';
import { ModelSwitch } from './model-switch';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const job: JobRecord = {
  v: 1,
  id,
  kind: 'model',
  options: { gallery: 'g', from: 'm', to: 'n', minimumShare: 0.9 },
  total: null,
  createdAt: '2026-11-24T00:00:00.000Z',
};

let state: JobState;
let cancelledAtMs: number | undefined;
let model: string;
let without: number;
let isThere: boolean;
let configured: string[];
/** Heard before the progress is told. */
let beforeProgress: () => Promise<void>;
let log: ChangeLog;
let modelSwitch: ModelSwitch;

beforeEach(() => {
  Logger.overrideLogger(false);
  [state, cancelledAtMs, model, without, isThere, configured] = ['finished', undefined, 'm', 0, true, []];
  beforeProgress = () => Promise.resolve();
  const jobs = {
    find: () => Promise.resolve(job),
    cancelledAtMs: () => Promise.resolve(cancelledAtMs),
  } as unknown as BulkJobs;
  const progress = async () => {
    const seen = state;
    await beforeProgress();
    return { state: seen };
  };
  const hasEnded = async () => (await progress()).state === 'finished';
  const book = { progress, current: progress, hasEnded } as unknown as ProgressBook;
  const objects = new Set<string>();
  const store = {
    put: (key: string) => Promise.resolve(void objects.add(key)),
    list: () => Promise.resolve([...objects].sort()),
  } as unknown as ResultStore;
  log = new ChangeLog(store);
  const faces = () =>
    Array.from({ length: 10 }, (_, index) => ({ faceId: String(index), has: () => index >= without }));
  const galleries = {
    existing: () =>
      isThere
        ? Promise.resolve({ state: { model, faceCount: 10, enrolledFaces: faces } })
        : Promise.reject(new ExpectedError('gallery-not-found', 'gone')),
    configure: (_gallery: string, settings: { model: string }, entry: string) => {
      configured.push(entry);
      model = settings.model;
      return Promise.resolve();
    },
  } as unknown as Galleries;
  const events = { publish: () => undefined } as unknown as EventPublisher;
  modelSwitch = new ModelSwitch(jobs, book, log, galleries, events);
});

const endOf = async () => (await log.changes('g'))[0]?.end;

describe('ModelSwitch', () => {
  it('switches once all faces have ended, under the id of the change, and once only', async () => {
    state = 'running';
    await modelSwitch.settle(job);
    expect([model, await endOf()]).toEqual(['m', undefined]);
    state = 'finished';
    await modelSwitch.settle(job);
    await modelSwitch.settle(job);
    expect([model, await endOf(), configured]).toEqual(['n', 'switched', [id]]);
  });

  it.each([
    [1, 'switched'],
    [2, 'failed'],
  ])('where 9 of 10 are asked for and %i cannot be embedded, it has %s', async (count, end) => {
    without = count;
    await modelSwitch.settle(job);
    expect(await endOf()).toBe(end);
    expect(model).toBe(end === 'switched' ? 'n' : 'm');
  });

  it('leaves a change alone that was cancelled', async () => {
    cancelledAtMs = 1;
    await modelSwitch.settle(job);
    expect([model, await endOf()]).toEqual(['m', undefined]);
  });

  it('gives up where the gallery was deleted', async () => {
    isThere = false;
    await modelSwitch.settle(job);
    expect(await endOf()).toBe('failed');
  });

  it('looks again for who wrote the last outcome while another look was under way', async () => {
    state = 'running';
    let open = () => undefined as void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    beforeProgress = () => gate;
    const first = modelSwitch.look(id);
    await Promise.resolve();
    const last = [modelSwitch.look(id), modelSwitch.look(id)];
    await new Promise((resolve) => setImmediate(resolve));
    state = 'finished';
    open();
    await first;
    expect(await endOf()).toBeUndefined();
    await Promise.all(last);
    expect([await endOf(), configured]).toEqual(['switched', [id]]);
  });

  it('keeps what was switched, whatever a slower process says', async () => {
    await log.end('g', id, 'switched');
    await log.end('g', id, 'failed');
    expect(await endOf()).toBe('switched');
  });
});
