import { similarity } from '@facefleet/gallery';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AskedChild } from '../../support/asked-child';
import { chooseModels } from '../../support/model-choice';
import { runTool } from '../../support/tool';
import {
  type EnrolAnswer,
  FACES_EACH,
  FACES_PER_SEGMENT,
  type GalleryQuestion,
  type GallerySettings,
  type LoadAnswer,
  type SearchAnswer,
} from './messages';
import { type GalleryBenchOptions, parseGalleryOptions, USAGE } from './options';
import { exactlyNearest, recallAt1 } from './recall';
import { type GalleryFigures, galleryReport, rounded, spreadOf } from './report';
import { SyntheticPeople } from './synthetic-people';

const LARGE = 'large';
const SMALL = 'small';
const SMALL_PEOPLE = 1_000;
/** More than are folded at once, so that folding is part of it. */
const ENROLMENTS = 600;
const ENROLLED_IN_TURN = 20;
const SEED = 1;

type GalleryProcess = AskedChild<GalleryQuestion, unknown>;

async function main(options: GalleryBenchOptions): Promise<void> {
  const people = Math.ceil(options.faces / FACES_EACH);
  const dimensions = options.distance === 'cosine' ? 256 : 128;
  const kind = { dimensions, distance: options.distance, seed: SEED };
  const { model } = await chooseModels(undefined, false, options.modelsDir);
  const folder = await mkdtemp(join(tmpdir(), 'facefleet-gallery-'));
  const settings: GallerySettings = { folder, modelsDir: options.modelsDir, model, kind };
  try {
    const buildMs = await inProcess(settings, (child) => build(child, people));
    const probes = probesOf(new SyntheticPeople(kind), people, options.probes);
    const faces = new SyntheticPeople(kind).faces(people, FACES_EACH);
    say('comparing every face with every probe');
    const exact = exactlyNearest(faces, probes, (a, b) => similarity(a, b, options.distance));
    const figures = await inProcess(settings, async (child): Promise<GalleryFigures> => {
      const { memory, wallMs, ...loaded } = (await child.ask({ kind: 'load', gallery: LARGE })) as LoadAnswer;
      const { found, tookMs } = (await child.ask({ kind: 'search', gallery: LARGE, probes })) as SearchAnswer;
      const half = Math.floor(probes.length / 2);
      return {
        ...{ ...loaded, distance: options.distance, dimensions },
        build: { wallMs: Math.round(buildMs) },
        load: {
          wallMs: Math.round(wallMs),
          rssBeforeMb: megabytes(memory.before),
          rssAfterMb: megabytes(memory.after),
          rssPeakMb: megabytes(memory.peak),
        },
        search: {
          ...spreadOf(tookMs),
          probes: probes.length,
          recallAt1: {
            enrolled: recallAt1(exact.slice(0, half), found.slice(0, half)),
            strangers: recallAt1(exact.slice(half), found.slice(half)),
          },
        },
        enrolment: await enrolments(child, people),
      };
    });
    console.log(galleryReport(figures));
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inProcess<T>(
  settings: GallerySettings,
  work: (child: GalleryProcess) => Promise<T>,
): Promise<T> {
  const child: GalleryProcess = await AskedChild.start(
    'test/bench/gallery/gallery-process.child.ts',
    settings,
  );
  try {
    return await work(child);
  } finally {
    await child.end();
  }
}

/** @returns how long the large one took [ms] */
async function build(child: GalleryProcess, people: number): Promise<number> {
  await child.ask({ kind: 'write', gallery: SMALL, firstPerson: 0, people: SMALL_PEOPLE });
  const startMs = performance.now();
  const atOnce = Math.ceil(FACES_PER_SEGMENT / FACES_EACH);
  for (let firstPerson = 0; firstPerson < people; firstPerson += atOnce) {
    say(`building: ${firstPerson * FACES_EACH} faces`);
    const count = Math.min(atOnce, people - firstPerson);
    await child.ask({ kind: 'write', gallery: LARGE, firstPerson, people: count });
  }
  return performance.now() - startMs;
}

/** Fresh faces of enrolled people, then of strangers. */
function probesOf(synthetic: SyntheticPeople, people: number, count: number): Float32Array[] {
  const half = Math.floor(count / 2);
  return Array.from({ length: count }, (_, probe) => {
    const person = probe < half ? Math.floor((probe * people) / half) : people * 2 + probe;
    return synthetic.face(person, FACES_EACH);
  });
}

/** In the one, then in the other, and again: both meet the same machine. */
async function enrolments(child: GalleryProcess, people: number): Promise<GalleryFigures['enrolment']> {
  await child.ask({ kind: 'load', gallery: SMALL });
  const tookMs: Record<string, number[]> = { [LARGE]: [], [SMALL]: [] };
  let visible = 0;
  let peak = 0;
  for (let done = 0; done < ENROLMENTS; done += ENROLLED_IN_TURN) {
    const newcomers = Array.from({ length: ENROLLED_IN_TURN }, (_, i) => people * 4 + done + i);
    for (const gallery of [LARGE, SMALL]) {
      const answer = (await child.ask({ kind: 'enrol', gallery, people: newcomers })) as EnrolAnswer;
      tookMs[gallery]?.push(...answer.tookMs);
      visible += answer.visible;
      peak = answer.peak;
    }
  }
  const [large, small] = [spreadOf(tookMs[LARGE] ?? []), spreadOf(tookMs[SMALL] ?? [])];
  return {
    ...{ enrolled: 2 * ENROLMENTS, visible, large, small, smallFaces: SMALL_PEOPLE * FACES_EACH },
    ratio: rounded(large.p50Ms / small.p50Ms),
    rssPeakMb: megabytes(peak),
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

function say(what: string): void {
  if (process.stderr.isTTY) console.error(what);
}

runTool(parseGalleryOptions, USAGE, main);
