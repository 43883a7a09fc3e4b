import type { ImageStore, ResultStore } from '@facefleet/aws';
import type { EventPublisher } from '@facefleet/cache';
import { type EnrolmentRequest, UNCHECKED_IMAGE } from '@facefleet/contracts';
import type { Galleries, NewFace } from '@facefleet/gallery';
import type { ModelChanges } from '@facefleet/model-change';
import { type Clock, ExpectedError } from '@facefleet/platform';
import type { ErasureBook } from '@facefleet/privacy';
import type { AnalysedFace, FaceAnalyser } from '@facefleet/vision';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WorkerStatus } from '../worker/worker-status';
import type { ComparedModels } from './compared-models';
import { Enrol } from './enrol';
import type { EnrolledPhotographs } from './enrolled-photographs';
import { FurtherEmbeddings } from './further-embeddings';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const own = `enrolments/${id}`;
const other = '019338e2-7c1b-7000-8000-000000000001';
/** In a buffer of its own, as larger images are. */
const jpeg = () => Buffer.from(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0).buffer);
const request: EnrolmentRequest = {
  v: 1,
  kind: 'enrolment',
  id,
  gallery: 'staff',
  galleryVersion: '',
  model: 'old',
  personId: 'ada',
  imageKey: 'uploads/1',
  imageSha256: UNCHECKED_IMAGE,
  submittedAtMs: 0,
};

/** The model that the gallery has, and those by which the face has an embedding. */
let analyser: FaceAnalyser;
let isErased: boolean;
let model: string;
let embedded: string[];
let isVoid: boolean;
let imagesGone: boolean;
let stored: Map<string, Buffer>;
/** The faces of the person that were enrolled with the photograph, as they are known before and after it is written. */
let firstFaces: (string | undefined)[];
let marks: string[];
let isOtherGone: boolean;
let written: string[];
/** Heard before a face or an embedding is written. */
let beforeWrite: (what: string) => void;
let enrol: Enrol;

beforeEach(() => {
  Logger.overrideLogger(false);
  [model, embedded, isVoid, imagesGone, stored, written] = [
    'old',
    [],
    false,
    false,
    new Map<string, Buffer>(),
    [],
  ];
  [firstFaces, marks, isOtherGone] = [[], [], false];
  beforeWrite = () => undefined;
  const face = { imageKey: own, personId: 'ada', has: (name: string) => embedded.includes(name) };
  const write = (what: string, by: string) => {
    beforeWrite(what);
    written.push(`${what} by ${by}`);
    embedded.push(by);
    return Promise.resolve();
  };
  const state = {
    get model() {
      return model;
    },
    people: new Map(),
    isVoid: () => isVoid,
    isDropped: () => false,
    enrolledFace: (faceId: string) => {
      if (faceId === other) return isOtherGone ? undefined : face;
      return embedded.length > 0 && !isVoid ? face : undefined;
    },
  };
  const galleries = {
    view: () => ({ state, refresh: () => Promise.resolve(), notOlderThan: () => Promise.resolve() }),
    enrol: (_gallery: string, { model: by }: NewFace) => write('face', by),
    addEmbedding: (_gallery: string, { model: by }: { model: string }) => write('embedding', by),
    describe: (_gallery: string, personId: string, { name }: { name?: string }) =>
      Promise.resolve(void written.push(`${personId} is ${name}`)),
    takeBack: (_gallery: string, entry: string) => Promise.resolve(void written.push(`${entry} taken back`)),
  } as unknown as Galleries;
  const images = {
    put: (key: string, body: Buffer) => Promise.resolve(void stored.set(key, body)),
    delete: (keys: string[]) => Promise.resolve(keys.forEach((key) => stored.delete(key))),
    get: () =>
      imagesGone
        ? Promise.reject(new ExpectedError('service-unavailable', 'the store is gone'))
        : Promise.resolve(jpeg()),
  } as unknown as ImageStore;
  const found = {
    box: { x: 20, y: 20, width: 60, height: 60 },
    embedding: Float32Array.of(1),
    quality: { issues: [] },
  } as unknown as AnalysedFace;
  analyser = {
    analyse: (image: Buffer) => {
      structuredClone(image.buffer, { transfer: [image.buffer as ArrayBuffer] }); // as the pool of threads does
      return Promise.resolve({ faces: [found], width: 100, height: 100, timings: {} });
    },
  } as unknown as FaceAnalyser;
  const models = {
    get: (name: string) => ({ name, calibration: { table: [] } }),
  } as unknown as ComparedModels;
  const status = { served: () => undefined } as unknown as WorkerStatus;
  const changes = { underWay: () => Promise.resolve(undefined) } as unknown as ModelChanges;
  const events = { publish: () => undefined } as unknown as EventPublisher;
  const clock: Clock = { nowMs: () => 0 };
  const further = new FurtherEmbeddings(galleries, changes, models, images, {} as ResultStore, status);
  const results = {
    put: (key: string) => Promise.resolve(void marks.push(key)),
    delete: (keys: string[]) => Promise.resolve(void (marks = marks.filter((key) => !keys.includes(key)))),
  } as unknown as ResultStore;
  const photographs = {
    faceFrom: () => {
      const faceId = firstFaces.shift();
      return Promise.resolve(faceId === undefined ? undefined : { faceId });
    },
  } as unknown as EnrolledPhotographs;
  isErased = false;
  const erasures = { isErasedSince: () => Promise.resolve(isErased) } as unknown as ErasureBook;
  enrol = new Enrol(
    galleries,
    images,
    results,
    photographs,
    models,
    further,
    erasures,
    events,
    status,
    clock,
  );
});

const run = (asked = request) =>
  enrol.run(asked, { images: { image: jpeg() }, queueMs: 0, fetchMs: 0, analyser });

describe('Enrol', () => {
  it('keeps a copy of the photograph of an upload', async () => {
    await run();
    expect([...stored]).toEqual([[own, jpeg()]]);
  });

  it('enrols nobody who was erased since it was asked for, and takes everything back where that happened meanwhile', async () => {
    isErased = true;
    await expect(run()).rejects.toMatchObject({ code: 'gallery-not-found' });
    expect(written).toEqual([]);
    isErased = false;
    beforeWrite = () => (isErased = true);
    await expect(run()).rejects.toMatchObject({ code: 'gallery-not-found' });
    expect(written).toEqual(['face by old', `${id} taken back`]);
    expect([...stored.keys()]).toEqual([]);
  });

  it('takes everything back where the face was removed while it was being enrolled', async () => {
    beforeWrite = () => (isVoid = true);
    await expect(run()).rejects.toMatchObject({ code: 'gallery-not-found' });
    expect(written).toEqual(['face by old', `${id} taken back`]);
    expect([...stored.keys()]).toEqual([]);
  });

  it('leaves a face as it is that comes again after the model was changed, and adds what it lacks', async () => {
    await run();
    model = 'new';
    await run();
    expect(written).toEqual(['face by old', 'embedding by new']);
  });

  it('is tried again where the embedding by a model that came meanwhile could not be made for want of the store', async () => {
    beforeWrite = (what) => {
      if (what === 'face') [model, imagesGone] = ['new', true];
    };
    await expect(run()).rejects.toMatchObject({ code: 'service-unavailable' });
    imagesGone = false;
    await run();
    expect(written).toEqual(['face by old', 'embedding by new']);
  });

  it('answers with the face there is where the person was enrolled with this photograph before', async () => {
    firstFaces = [other];
    const result = await run();
    expect(result).toMatchObject({ id, faceId: other, status: 'succeeded' });
    expect(result.warnings).toEqual([{ code: 'already-enrolled-photograph', faceId: other }]);
    expect([written, [...stored.keys()]]).toEqual([[], []]);
    expect(marks).toEqual([`repeated-enrolments/staff/${other}/${id}`]);
  });

  it('takes its face back where the same photograph came first at the same time, also when it is delivered again', async () => {
    firstFaces = [undefined, other];
    expect(await run()).toMatchObject({ id, faceId: other });
    expect(written).toEqual(['face by old', `${id} taken back`]);
    expect([...stored.keys()]).toEqual([]);
    [isVoid, firstFaces] = [true, [other]];
    expect(await run()).toMatchObject({ id, faceId: other });
    expect(written).toHaveLength(2);
  });

  it('takes everything back where the person was removed while it was found out that the photograph is enrolled', async () => {
    [firstFaces, isOtherGone] = [[other], true];
    await expect(run({ ...request, name: 'Ada' })).rejects.toMatchObject({ code: 'gallery-not-found' });
    expect(marks).toEqual([]);
    expect(written).toEqual(['ada is Ada', expect.stringMatching(/taken back$/)]);
  });
});
