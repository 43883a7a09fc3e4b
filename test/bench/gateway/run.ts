import { join } from 'node:path';
import { Queues } from '../../support/queues';
import { type LocalFile, LocalSystem } from '../../support/system';
import { writeProbes } from '../bare-pipeline';
import { ProcessMeter, difference } from '../process-meter';
import { enrolAll } from '../enrol-all';
import { coolDown, warmUp } from '../fleet-control';
import { photoSet } from '../photo-set';
import { profiling } from '../profile/profiles';
import { monotonicUs, type TimeWindow } from '../profile/self-time';
import { sizedPhotos } from '../sized-photos';
import { type Client, startClient } from './client';
import type { GatewayBenchOptions } from './options';
import {
  arrivalFigures,
  type GatewayFigures,
  retrieval,
  type SaturationFigures,
  saturationFigures,
} from './report';
import { ResultsInRedis } from './results-in-redis';
import { startStoreReads } from './store-reads';

const IMAGES = 40;
/** Of what it can do, so much comes while it is asked how long an answer takes that does not wait for others. */
const UNHURRIED = 0.25;
/** Before each measurement: code that runs for the first time is slow. */
const WARM_UP_S = 2;
/** More is not in the queue than can be answered within it: all that is sent is to be accepted. */
const ACCEPT_WITHIN_S = '86400';
/** One key may have no more requests unanswered in one gateway than 7,500, and nobody answers these. */
const MOST_NEW = { warmUp: 1_000, measured: 6_000 };

export interface GatewayRun {
  figures: GatewayFigures;
  windows: Record<'cached' | 'new', TimeWindow>;
}

export async function benchGateway(options: GatewayBenchOptions, scratch: string): Promise<GatewayRun> {
  const photos = await photoSet({ people: options.people, images: undefined, scratch });
  const home = join(scratch, 'home');
  await enrolAll(home, photos);
  const { originals } = photos;
  const { sizeKb } = options;
  const chosen =
    sizeKb === undefined ? originals : await sizedPhotos(originals, sizeKb, join(scratch, 'sized'));
  const images = await writeProbes(chosen.slice(0, IMAGES), join(scratch, 'images'));
  const system = await LocalSystem.start({
    FACEFLEET_ACCEPT_WITHIN_S: ACCEPT_WITHIN_S,
    ...(options.profile === undefined ? {} : await profiling(options.profile)),
    FACEFLEET_HOME: home,
  });
  const local = await system.local();
  const client = await startClient({ url: local.url, key: local.adminKey });
  try {
    return await measure(system, local, client, images, options);
  } finally {
    await client.end();
    await emptyQueue(local); // else the end of the system would wait until somebody has done it
    await system.stop();
  }
}

async function measure(
  system: LocalSystem,
  local: LocalFile,
  client: Client,
  images: string[],
  { concurrency, seconds, results }: GatewayBenchOptions,
): Promise<GatewayRun> {
  const api = await system.api();
  await warmUp(api);
  const known = await client.ask({
    kind: 'recognise',
    concurrency: 4,
    images,
    count: 3 * results + images.length,
  });
  await coolDown(api, local.pids.scaler);
  const retrieved = await retrievals(local, client, known.ids.slice(images.length));

  const meter = new ProcessMeter(local.pids);
  const saturated = async (isNew: boolean): Promise<[SaturationFigures, TimeWindow]> => {
    const most = isNew ? MOST_NEW : { warmUp: Infinity, measured: Infinity };
    const question = { kind: 'saturate', concurrency, images, isNew } as const;
    await client.ask({ ...question, seconds: WARM_UP_S, most: most.warmUp });
    const [fromUs, before] = [monotonicUs(), await meter.read()];
    const sent = await client.ask({ ...question, seconds, most: most.measured });
    const [cpuMs, toUs] = [difference(await meter.read(), before), monotonicUs()];
    return [saturationFigures(sent, cpuMs), { fromUs, toUs }];
  };
  const [cached, cachedWindow] = await saturated(false);
  const perS = Math.round(cached.requestsPerS * UNHURRIED);
  const unhurried = await client.ask({ kind: 'arrive', perS, seconds, images });
  const [fresh, freshWindow] = await saturated(true);
  return {
    figures: {
      concurrency,
      cached,
      unhurried: arrivalFigures(perS, unhurried),
      new: fresh,
      retrieval: retrieved,
    },
    windows: { cached: cachedWindow, new: freshWindow },
  };
}

/** A third of the results each: what the gateway has read once, it has in its memory. */
async function retrievals(
  local: LocalFile,
  client: Client,
  ids: string[],
): Promise<GatewayFigures['retrieval']> {
  const third = Math.floor(ids.length / 3);
  const [inRedis, inS3, ofStores] = [0, 1, 2].map((part) => ids.slice(part * third, (part + 1) * third)) as [
    string[],
    string[],
    string[],
  ];
  const redis = await ResultsInRedis.at(local.redisUrl);
  await redis.forget(inS3);
  await redis.close();
  const inTurn = inRedis.flatMap((id, index) => [id, inS3[index] as string]);
  const far = await client.ask({ kind: 'fetch', paths: inTurn.map(pathOf) });
  const near = await client.ask({ kind: 'fetch', paths: inRedis.map(pathOf) });
  for (const { statuses } of [far, near])
    if (Object.keys(statuses).join() !== '200') throw new Error(`Not found: ${JSON.stringify(statuses)}`);
  const stores = await startStoreReads(local);
  const reads = await stores.ask({ ids: ofStores });
  await stores.end();
  const everyOther = (from: 0 | 1) => far.latenciesMs.filter((_, index) => index % 2 === from);
  const overHttp = retrieval({ redisMs: everyOther(0), s3Ms: everyOther(1) });
  const fromMemoryMs = retrieval({ redisMs: near.latenciesMs, s3Ms: near.latenciesMs }).redisMs;
  return { overHttp, fromMemoryMs, ofStores: retrieval(reads) };
}

const pathOf = (id: string) => `/v1/recognitions/${id}`;

async function emptyQueue(local: LocalFile): Promise<void> {
  const queues = new Queues(local);
  await queues.empty(local.queueUrl);
  queues.close();
}
