import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../support/tool';
import { photoSet, type Probe, uniqueProbes } from '../photo-set';
import type { Contestant } from './contestant';
import { startFaceApi } from './face-api/contestant';
import { startFacefleet } from './facefleet';
import { sizesOf } from './image-sizes';
import { startOpenCv } from './opencv/contestant';
import { parsePeersOptions, type PeersBenchOptions, USAGE } from './options';
import { reasonOf } from './packages';
import { figuresOf, type PeersFigures, peersReport, type SystemFigures } from './report';
import { type PeersPhotos, run } from './run';

/** Photographs that go ahead for each in flight at once, so that what compiles or loads late has done so. */
const WARM_UP_ROUNDS = 3;

async function main(options: PeersBenchOptions): Promise<void> {
  const { requests, concurrency } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-peers-'));
  try {
    const { enrol, originals } = await photoSet({ ...options, scratch });
    const set = { enrol, probes: uniqueProbes(originals, requests, 'measured') };
    const warmUp = uniqueProbes(originals, WARM_UP_ROUNDS * concurrency, 'warm-up');
    const figures: PeersFigures = {
      requests,
      concurrency,
      cores: availableParallelism(),
      toEnrol: set.enrol.length,
      images: await sizesOf(set.probes.map(({ bytes }) => bytes)),
      systems: await measureAll(set, warmUp, options, join(scratch, 'home')),
    };
    console.log(`\n${peersReport(figures)}`);
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** One after the other, so that each has the machine to itself. Ours first: it brings the YuNet that OpenCV takes. */
async function measureAll(
  photos: PeersPhotos,
  warmUp: readonly Probe[],
  { concurrency, python }: PeersBenchOptions,
  home: string,
): Promise<PeersFigures['systems']> {
  const measure = async (system: string, start: () => Promise<Contestant>): Promise<SystemFigures> => {
    console.log(`${system} ...`);
    const contestant = await start();
    try {
      const ran = await run(contestant, photos, warmUp, concurrency);
      for (const { person, answer } of ran.load.answers)
        if (answer instanceof Error) console.error(`  no answer: ${person}: ${answer.message}`);
      return figuresOf(ran);
    } finally {
      await contestant.stop();
    }
  };
  const systems: PeersFigures['systems'] = {
    Facefleet: await measure('Facefleet', () => startFacefleet(home)),
  };
  const peers: Record<string, () => Promise<Contestant>> = {
    'face-api, Tiny Face Detector': () => startFaceApi('tiny'),
    'face-api, SSD MobileNet v1': () => startFaceApi('ssd'),
    OpenCV: () => startOpenCv(python, join(home, 'models')),
  };
  for (const [system, start] of Object.entries(peers)) {
    systems[system] = await measure(system, start).catch((error: unknown) => ({ skipped: reasonOf(error) }));
  }
  return systems;
}

runTool(parsePeersOptions, USAGE, main);
