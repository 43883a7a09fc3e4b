import { type ImageStore, type PutOptions, WorkSent } from '@facefleet/aws';
import type { ComparisonRequest, SearchRequest } from '@facefleet/contracts';
import { Metrics } from '@facefleet/telemetry';
import type { SqsService } from '@ssut/nestjs-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '../admission/admission';
import { FleetBook } from '../fleet/fleet-book';
import { UploadLease } from '../uploads/upload-budget';
import { UploadedImage } from '../uploads/uploaded-image';
import { GatewayMetrics } from '../telemetry/gateway-metrics';
import { imageKeyOf, JobQueue } from './job-queue';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const comparison: ComparisonRequest = {
  v: 1,
  kind: 'comparison',
  id,
  sourceImageKey: imageKeyOf('comparison', id),
  sourceImageSha256: 'a'.repeat(64),
  targetImageKey: imageKeyOf('comparison', id, 1),
  targetImageSha256: 'b'.repeat(64),
  model: 'm',
  maxFalseMatchRate: 1e-3,
  submittedAtMs: 0,
};
const search: SearchRequest = {
  v: 1,
  kind: 'search',
  id,
  gallery: 'default',
  galleryVersion: '1',
  model: 'm',
  faceId: id,
  maxCandidates: 10,
  submittedAtMs: 0,
};

describe('JobQueue', () => {
  let stored: Map<string, string>;
  let sent: unknown[];
  let failing: string | undefined;
  let queue: JobQueue;
  let count: WorkSent;
  let admission: Admission;
  /** Memory that was given back of the upload, and what was stored by then. */
  let givenBack: [bytes: number, stored: number][];
  const visit = () => ({
    keyId: 'key',
    limitS: 10,
    upload: new UploadLease(100, (bytes) => givenBack.push([bytes, stored.size])),
  });

  beforeEach(() => {
    stored = new Map();
    sent = [];
    failing = undefined;
    const fails = (what: string) => failing === what && Promise.reject(new Error(`${what} is down`));
    const images = {
      put: (key: string, body: Uint8Array | string, _: string, { sha256 = 'unknown' }: PutOptions = {}) =>
        fails(key) || Promise.resolve(void stored.set(key, `${body.toString()} ${sha256}`)),
      exists: (key: string) => Promise.resolve(stored.has(key)),
      delete: (keys: string[]) => Promise.resolve(keys.forEach((key) => stored.delete(key))),
    } as unknown as ImageStore;
    const sqs = {
      send: (_: string, message: unknown) => fails('queue') || Promise.resolve(void sent.push(message)),
    } as unknown as SqsService;
    count = new WorkSent(0);
    givenBack = [];
    const clock = { nowMs: () => 0 };
    admission = new Admission(new FleetBook(clock), clock, { delayS: 0 });
    queue = new JobQueue(images, sqs, count, admission, new GatewayMetrics(new Metrics({})));
  });

  const pair = () =>
    ['source', 'target'].map(
      (name) => new UploadedImage(Buffer.from(name), `sha256 of ${name}`, 'image/jpeg', name),
    );

  it('stores each image under its own key before the message is sent', async () => {
    await queue.accept(comparison, visit(), ...pair());
    expect([...stored]).toEqual([
      [comparison.sourceImageKey, 'source sha256 of source'],
      [comparison.targetImageKey, 'target sha256 of target'],
    ]);
    expect(sent).toEqual([{ id, body: comparison }]);
    expect(count.messages).toBe(1);
    expect(await queue.isKnown('comparison', id)).toBe(true);
  });

  it('knows a request without an image, too', async () => {
    expect(await queue.isKnown('search', id)).toBe(false);
    await queue.accept(search, visit());
    expect(await queue.isKnown('search', id)).toBe(true);
    expect(await queue.isKnown('recognition', id)).toBe(false);
  });

  it.each(['queue', comparison.sourceImageKey, comparison.targetImageKey])(
    'accepts nothing and keeps nothing where %s fails',
    async (what) => {
      failing = what;
      const refused = queue.accept(comparison, visit(), ...pair());
      await expect(refused).rejects.toMatchObject({ code: 'service-unavailable' });
      expect(stored.size).toBe(0);
      expect(sent).toEqual([]);
      expect(admission.waiting).toBe(0);
    },
  );

  it('gives the memory of the images back once they are stored, not when it is answered', async () => {
    await queue.accept(comparison, visit(), ...pair());
    expect(givenBack).toEqual([
      ['source'.length, 2],
      ['target'.length, 2],
    ]);
    expect(admission.waiting).toBe(1);
  });

  it('stores and sends nothing of a request that could not be answered in time', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `other ${index}`);
    admission.enter(visit(), ids);
    await expect(queue.accept(comparison, visit(), ...pair())).rejects.toMatchObject({ code: 'overloaded' });
    expect([stored.size, sent.length, admission.waiting]).toEqual([0, 0, ids.length]);
  });
});
