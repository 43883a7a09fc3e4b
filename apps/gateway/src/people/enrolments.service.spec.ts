import type { Galleries } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Admission } from '../admission/admission';
import type { GatewayOptions } from '../config';
import { Attempt } from '../idempotency/attempt';
import type { JobQueue } from '../jobs/job-queue';
import type { JobResults } from '../jobs/job-results';
import type { RequestFinder } from '../jobs/request-finder';
import type { ListedImage } from '../uploads/image-list';
import { UploadedImage } from '../uploads/uploaded-image';
import { EnrolmentsService } from './enrolments.service';

const ADA = { gallery: 'staff', personId: 'ada' };
const away = new ExpectedError('service-unavailable', 'The request could not be queued.');
const unreadable = new ExpectedError('image-unreadable', 'It is no image.');

/** What is counted as accepted and not answered yet. */
let counted: Set<string>;
let accepted: string[];
/** By the hash of the image. */
let refused: Set<string>;
let enrolments: EnrolmentsService;

beforeEach(() => {
  [counted, accepted, refused] = [new Set<string>(), [], new Set<string>()];
  const admission = {
    enter: (_visit: object, ids: string[]) => ids.forEach((id) => counted.add(id)),
    leave: (id: string) => counted.delete(id),
  } as unknown as Admission;
  const queue = {
    accept: ({ id, imageSha256 }: { id: string; imageSha256: string }) => {
      if (refused.has(imageSha256)) return Promise.reject(away);
      return Promise.resolve(void accepted.push(id));
    },
  } as unknown as JobQueue;
  const results = {
    ofAttempt: (attempt: Attempt, _waitMs: number, _gone: AbortSignal, start: () => Promise<void>) =>
      attempt.accept(start),
  } as unknown as JobResults;
  const galleries = {
    view: () => ({ version: '1', invalidate: () => undefined }),
  } as unknown as Galleries;
  enrolments = new EnrolmentsService(
    galleries,
    queue,
    results,
    {} as RequestFinder,
    admission,
    { defaultModel: 'm' } as GatewayOptions,
    { nowMs: () => 0 },
  );
});

const image = (sha256: string) => new UploadedImage(Buffer.from(sha256), sha256, 'image/jpeg', '1.jpg');
const enrolAll = (images: ListedImage[], attempt = new Attempt()) =>
  enrolments.enrolAll(ADA, images, {
    ...{ waitMs: 0, clientGone: new AbortController().signal, attempt },
    visit: { keyId: 'key', limitS: 10 },
  });

describe('the images of a form', () => {
  it('stay counted for admission while they are under way', async () => {
    const faces = await enrolAll([image('a'), image('b')]);
    expect(faces.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect([...counted]).toEqual(accepted);
  });

  it('are not counted any more where they are refused after they were, and the others are', async () => {
    refused.add('b');
    const faces = await enrolAll([image('a'), image('b'), image('c')]);
    expect(faces.map(({ status }) => status)).toEqual(['pending', 'failed', 'pending']);
    expect(accepted).toHaveLength(2);
    expect([...counted]).toEqual(accepted);
  });

  it('leave nothing counted where all of them are refused', async () => {
    for (const sha256 of ['a', 'b']) refused.add(sha256);
    await expect(enrolAll([image('a'), image('b')])).rejects.toBe(away);
    expect([...counted]).toEqual([]);
  });

  it('are not counted at all where they are no images', async () => {
    const faces = await enrolAll([unreadable, image('a')]);
    expect(faces[0]).toMatchObject({ status: 'failed', error: { code: 'image-unreadable' } });
    expect([...counted]).toEqual(accepted);
    expect(accepted).toHaveLength(1);
  });

  it('are neither counted nor sent again where the same form was accepted before', async () => {
    await enrolAll([image('a')], new Attempt(undefined, true));
    expect([[...counted], accepted]).toEqual([[], []]);
  });
});
