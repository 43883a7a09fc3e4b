import 'reflect-metadata';
import { GalleryStore } from '@facefleet/aws';
import { compare, Galleries, GalleryModule, type NewFace } from '@facefleet/gallery';
import { DEFAULT_MAX_IMAGE_PIXELS, FacePipeline } from '@facefleet/vision';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readFile } from 'node:fs/promises';
import { uuidv7 } from '@facefleet/platform';
import { answerQuestions, childSettings } from '../../support/asked-child';
import { demoPhoto } from '../../support/demo-faces';
import { FolderStore } from './folder-store';
import {
  type EnrolAnswer,
  faceIdOf,
  faceOf,
  FACES_EACH,
  type GalleryQuestion,
  type GallerySettings,
  type LoadAnswer,
  MODEL,
  type SearchAnswer,
  type WriteAnswer,
} from './messages';
import { SyntheticPeople } from './synthetic-people';

const { folder, modelsDir, model, kind } = childSettings<GallerySettings>();
const people = new SyntheticPeople(kind);

@Global()
@Module({})
class StoreModule {
  static on(root: string): DynamicModule {
    const store = { provide: GalleryStore, useFactory: () => new FolderStore(root) };
    return { module: StoreModule, providers: [store], exports: [GalleryStore] };
  }
}

/** The galleries of one process, as a recognizer has them. */
async function newGalleries(): Promise<Galleries> {
  const options = { distanceOf: () => kind.distance, memoryBytes: 4e9 };
  const galleries = GalleryModule.forRoot({ useFactory: () => options });
  const imports = [StoreModule.on(folder), galleries];
  const app = await NestFactory.createApplicationContext(
    { module: StoreModule, imports },
    { logger: ['error'] },
  );
  return app.get(Galleries);
}

function enrolmentOf(person: number, number: number, id: string): NewFace {
  return {
    id,
    personId: `person-${person}`,
    model: MODEL,
    embedding: people.face(person, number),
    box: { x: 100, y: 80, width: 120, height: 150 },
    imageKey: `enrolments/${id}`,
    imageSha256: id.replaceAll('-', '').repeat(2),
  };
}

async function write(
  galleries: Galleries,
  gallery: string,
  firstPerson: number,
  count: number,
): Promise<WriteAnswer> {
  function* faces() {
    for (let person = firstPerson; person < firstPerson + count; person++) {
      for (let number = 0; number < FACES_EACH; number++)
        yield enrolmentOf(person, number, faceIdOf(person * FACES_EACH + number));
    }
  }
  await galleries.enrolMany(gallery, faces());
  return { faces: count * FACES_EACH };
}

const pipeline = new FacePipeline({ modelsDir, maxImagePixels: DEFAULT_MAX_IMAGE_PIXELS });

const peakBytes = () => process.resourceUsage().maxRSS * 1024;

async function load(galleries: Galleries, gallery: string): Promise<LoadAnswer> {
  await pipeline.analyse(await readFile(demoPhoto(3)), { model, maxFaces: 10 }); // as a recognizer has the models
  const before = process.memoryUsage().rss;
  const startMs = performance.now();
  const { state } = await galleries.existing(gallery, 0);
  const wallMs = performance.now() - startMs;
  const memory = { before, after: process.memoryUsage().rss, peak: peakBytes() };
  return { faces: state.faceCount, people: state.people.size, wallMs, memory };
}

function search(galleries: Galleries, gallery: string, probes: Float32Array[]): SearchAnswer {
  const { state } = galleries.view(gallery);
  const space = state.spaces?.find(MODEL);
  const found = probes.map((probe) => {
    const [nearest] = space?.nearest(probe, 1) ?? [];
    return nearest && faceOf(nearest.face.faceId);
  });
  const tookMs = probes.map((probe) => {
    const startMs = performance.now();
    compare(probe, state, MODEL, 2);
    return performance.now() - startMs;
  });
  return { found, tookMs };
}

/** What is asked right after an enrolment must have the face already. Entries are folded meanwhile, as always. */
async function enrol(galleries: Galleries, gallery: string, persons: number[]): Promise<EnrolAnswer> {
  const tookMs: number[] = [];
  let visible = 0;
  for (const person of persons) {
    const id = uuidv7();
    const face = enrolmentOf(person, 0, id);
    const startMs = performance.now();
    await galleries.enrol(gallery, face);
    const view = await galleries.existing(gallery, 0);
    tookMs.push(performance.now() - startMs);
    const [nearest] = view.state.spaces?.find(MODEL)?.nearest(face.embedding, 1) ?? [];
    if (nearest?.face.faceId === id) visible++;
  }
  return { tookMs, visible, peak: peakBytes() };
}

answerQuestions(async () => {
  const galleries = await newGalleries();
  return async (question: GalleryQuestion) => {
    switch (question.kind) {
      case 'write':
        return write(galleries, question.gallery, question.firstPerson, question.people);
      case 'load':
        return load(galleries, question.gallery);
      case 'search':
        return search(galleries, question.gallery, question.probes);
      case 'enrol':
        return enrol(galleries, question.gallery, question.people);
    }
  };
});
