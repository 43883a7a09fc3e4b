import type { BulkQueue, ResultStore } from '@facefleet/aws';
import { BulkJobs, type JobItems, type JobManifest, ProgressBook } from '@facefleet/bulk';
import type { EventPublisher } from '@facefleet/cache';
import type { Galleries } from '@facefleet/gallery';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChangeLog } from './change-log';
import { ModelChanges } from './model-changes';
import { ModelSwitch } from './model-switch';

const ASKED = { gallery: 'g', from: 'm', to: 'n', minimumShare: 1 };

let objects: Map<string, string>;
let sent: object[];
let model: string;
let lacking: boolean;
let queueIsAway: boolean;
beforeEach(() => {
  Logger.overrideLogger(false);
  [objects, sent, model, lacking, queueIsAway] = [new Map<string, string>(), [], 'm', true, false];
});

/** One of several processes over the same store. */
function gateway() {
  const keys = (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const store = {
    put: (key: string, body: string) => Promise.resolve(void objects.set(key, body)),
    get: (key: string) => Promise.resolve(objects.has(key) ? Buffer.from(objects.get(key) ?? '') : undefined),
    list: (prefix: string) => Promise.resolve(keys(prefix)),
    listAfter: (prefix: string, after: string) => Promise.resolve(keys(prefix).filter((key) => key > after)),
    delete: (gone: string[]) => Promise.resolve(gone.forEach((key) => objects.delete(key))),
  } as unknown as ResultStore;
  const clock = { nowMs: () => 1_900_000_000_000 };
  const faces = () => [{ faceId: 'a', has: (wanted: string) => !(lacking && wanted === 'n') }];
  const galleries = {
    existing: () => Promise.resolve({ state: { model, faceCount: 1, enrolledFaces: faces } }),
    configure: (_gallery: string, settings: { model: string }) =>
      Promise.resolve(void (model = settings.model)),
  } as unknown as Galleries;
  const queue = {
    send: (messages: object[]) =>
      queueIsAway ? Promise.reject(new Error('away')) : Promise.resolve(void sent.push(...messages)),
  } as unknown as BulkQueue;
  const jobs = new BulkJobs(store, clock);
  const book = new ProgressBook(jobs, store, clock);
  const log = new ChangeLog(store);
  const events = { publish: () => undefined } as unknown as EventPublisher;
  const modelSwitch = new ModelSwitch(jobs, book, log, galleries, events);
  const [items, manifest] = [{} as JobItems, {} as JobManifest]; // asked for failures only
  return new ModelChanges(jobs, book, items, manifest, log, modelSwitch, galleries, queue, clock);
}

const isRunning = expect.objectContaining({ code: 'model-change-running' }) as Error;

describe('ModelChanges', () => {
  it('is under way for every process until it is cancelled', async () => {
    const started = await gateway().start(ASKED);
    expect(started).toMatchObject({ ...ASKED, status: 'embedding', total: null, done: 0 });
    expect(sent).toEqual([{ v: 1, kind: 'model', id: started.id }]);
    expect(await gateway().underWay('g')).toEqual(ASKED);
    expect(await gateway().underWay('another')).toBeUndefined();
    await expect(gateway().start({ ...ASKED, to: 'o' })).rejects.toEqual(isRunning);
    await gateway().cancel('g');
    expect(await gateway().latest('g')).toMatchObject({ id: started.id, status: 'cancelled' });
    expect(await gateway().underWay('g')).toBeUndefined();
    expect(model).toBe('m');
  });

  it('never runs twice for one gallery, though two ask at the same moment', async () => {
    const both = await Promise.allSettled([gateway().start(ASKED), gateway().start(ASKED)]);
    const accepted = both.filter(({ status }) => status === 'fulfilled');
    expect(accepted.length).toBeLessThanOrEqual(1);
    expect(sent).toHaveLength(accepted.length);
    for (const outcome of both) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(isRunning);
    if (accepted.length === 0) await expect(gateway().start(ASKED)).resolves.toBeDefined();
  });

  it('switches at once where every face has the embedding, and its ids rise though the clock stands still', async () => {
    lacking = false;
    const there = await gateway().start(ASKED);
    expect([there.status, there.total, model]).toEqual(['switched', 0, 'n']);
    const back = await gateway().start({ ...ASKED, from: 'n', to: 'm' });
    expect([back.status, model]).toEqual(['switched', 'm']);
    expect(back.id > there.id).toBe(true);
    expect(await gateway().previousModel('g')).toBe('n');
    expect(await gateway().underWay('g')).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('leaves nothing behind of a change that could not be queued', async () => {
    queueIsAway = true;
    await expect(gateway().start(ASKED)).rejects.toMatchObject({ code: 'service-unavailable' });
    expect([...objects.keys()]).toEqual([]);
    expect(await gateway().latest('g')).toBeUndefined();
  });
});
