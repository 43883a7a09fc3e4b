import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseModels } from '../../support/model-choice';
import { AskedChild } from '../../support/asked-child';
import {
  type BatchRuns,
  type OursQuestion,
  type OursSettings,
  PEER_DETECTORS,
  type PeerDetector,
  type PhotographRuns,
  type PortraitsRun,
} from './messages';
import { parsePipelineOptions, type PipelineBenchOptions, USAGE } from './options';
import { startPeer } from './peer';
import { madePhotographs, photographAt, portraitFiles } from './photographs';
import {
  batchFigures,
  peerFigures,
  photographFigures,
  type PhotographFigures,
  type PipelineFigures,
  pipelineReport,
  type PortraitRounds,
} from './report';
import { runTool } from '../../support/tool';

const ROUNDS = 3;
const BATCHES = { sizes: [1, 2, 4, 8], rounds: 7 };
/** Portraits that go ahead, so that what compiles or loads late has done so. */
const WARM_UP = 5;

type Ours = AskedChild<OursQuestion, unknown>;

async function main(options: PipelineBenchOptions): Promise<void> {
  const { modelsDir } = options;
  const { set, model } = await chooseModels(options.models, false, modelsDir);
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-pipeline-'));
  const settings: OursSettings = { modelsDir, model };
  const ours: Ours = await AskedChild.start('test/bench/pipeline/ours.child.ts', settings);
  try {
    const figures: PipelineFigures = {
      models: set,
      photographs: await measurePhotographs(ours, options, scratch),
      peer: await comparePortraits(ours, await portraitFiles(options.people, scratch)),
      batches: batchFigures((await ours.ask({ kind: 'batches', ...BATCHES })) as BatchRuns),
    };
    console.log(pipelineReport(figures));
    console.log(
      '\nThe 250x250, 1 MP and 12 MP photographs are one demo portrait: enlarged, with fine noise added as a camera has it. Real ones: --photo FILE.',
    );
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
  } finally {
    await ours.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function measurePhotographs(
  ours: Ours,
  { photos, runs }: PipelineBenchOptions,
  scratch: string,
): Promise<PhotographFigures[]> {
  const photographs = [
    ...(await madePhotographs(scratch)),
    ...(await Promise.all(photos.map((path) => photographAt(path)))),
  ];
  const figures: PhotographFigures[] = [];
  for (const photo of photographs) {
    const answer = await ours.ask({ kind: 'photograph', path: photo.path, runs });
    figures.push(photographFigures(photo, answer as PhotographRuns));
  }
  return figures;
}

/** All portraits with the one, then with the other, and again: both meet the same machine. */
async function comparePortraits(ours: Ours, paths: string[]): Promise<PipelineFigures['peer']> {
  const peer = await startPeer();
  if ('skipped' in peer) return peer;
  try {
    const askOurs = async (paths: string[]) => (await ours.ask({ kind: 'portraits', paths })) as PortraitsRun;
    const askPeer = (detector: PeerDetector, paths: string[]) => peer.ask({ paths, detector });
    const few = paths.slice(0, WARM_UP);
    await askOurs(few);
    for (const detector of PEER_DETECTORS) await askPeer(detector, few);

    const ourRounds: PortraitRounds = { cpuMs: [], facesFound: 0 };
    const peerRounds: Record<PeerDetector, PortraitRounds> = {
      tiny: { cpuMs: [], facesFound: 0 },
      ssd: { cpuMs: [], facesFound: 0 },
    };
    for (let round = 0; round < ROUNDS; round++) {
      add(ourRounds, await askOurs(paths));
      for (const detector of PEER_DETECTORS) add(peerRounds[detector], await askPeer(detector, paths));
    }
    return peerFigures(paths.length, ourRounds, peerRounds);
  } finally {
    await peer.end();
  }
}

function add(rounds: PortraitRounds, run: PortraitsRun): void {
  rounds.cpuMs.push(run.cpuMs);
  rounds.facesFound = run.faces;
}

runTool(parsePipelineOptions, USAGE, main);
