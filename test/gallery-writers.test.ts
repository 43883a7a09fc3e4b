import 'reflect-metadata';
import { AwsModule } from '@facefleet/aws';
import { Galleries, GalleryModule } from '@facefleet/gallery';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numbersFrom } from './bench/gallery/seeded-numbers';
import { asTold, Ledger, Reader, Writer } from './support/gallery-party';
import { type LocalFile, LocalSystem } from './support/system';

const GALLERY = 'party';
const WRITERS = 8;
const READERS = 4;
const LASTS_MS = 60_000;

@Module({})
class Root {}

let system: LocalSystem;
let local: LocalFile;
const apps: INestApplicationContext[] = [];

/** The galleries of one process more. */
async function newGalleries(): Promise<Galleries> {
  const { awsEndpoint: endpoint, queueUrl, bulkQueueUrl, buckets } = local;
  const app = await NestFactory.createApplicationContext(
    {
      module: Root,
      imports: [
        AwsModule.forRoot({ region: 'us-east-1', endpoint, queueUrl, bulkQueueUrl, buckets }),
        GalleryModule.forRoot({ useFactory: () => ({ distanceOf: () => 'cosine', memoryBytes: 1e9 }) }),
      ],
    },
    { logger: ['error'] },
  );
  apps.push(app);
  return app.get(Galleries);
}

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  system = await LocalSystem.start();
  local = await system.local();
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await system.stop();
});

it('a gallery with eight writers and four readers for a minute ends as they were told, and nobody sees who was removed', async () => {
  const ledger = new Ledger();
  const readers: Reader[] = [];
  const writers: Writer[] = [];
  for (let i = 0; i < READERS; i++) readers.push(new Reader(await newGalleries(), GALLERY, ledger));
  for (let i = 0; i < WRITERS; i++) {
    const { uniform } = numbersFrom(7, i);
    writers.push(new Writer(`w${i}`, await newGalleries(), GALLERY, ledger, uniform));
  }
  await (await newGalleries()).create(GALLERY, 'synthetic');

  const endsAtMs = performance.now() + LASTS_MS;
  const untilTheEnd = async (work: () => Promise<void>) => {
    while (performance.now() < endsAtMs) await work();
  };
  await Promise.all([
    ...writers.map((writer) => untilTheEnd(() => writer.write())),
    ...readers.map((reader) => untilTheEnd(() => reader.look())),
  ]);

  expect(readers.flatMap(({ mistakes }) => mistakes)).toEqual([]);
  expect(Math.min(...readers.map(({ looks }) => looks))).toBeGreaterThan(10);
  expect(ledger.removed.size).toBeGreaterThan(10);
  expect(ledger.writes).toBeGreaterThan(200);
  for (const app of [...apps.map((one) => one.get(Galleries)), await newGalleries()]) {
    expect(await asTold(app, GALLERY)).toEqual(ledger.people);
  }
  console.log(`${ledger.writes} writes, ${ledger.removed.size} people removed, ${ledger.people.size} left`);
}, 240_000);
