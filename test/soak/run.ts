import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, largestName } from '../support/api';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';
import { uniqueJpeg } from '../support/photos';
import { LocalSystem } from '../support/system';
import type { RecognitionSucceeded } from '@facefleet/contracts';
import type { SoakOptions } from './options';
import { type ProcessSample, sampleProcesses } from './process-samples';

const WORKERS = 2;
/** How fast it can be is found out with so many at a time, for so long. */
const CLIENTS = 8;
const MEASURE_MS = 20_000;
const SAMPLES = 30;

export interface SoakReport {
  minutes: number;
  /** Answers a second: at most, and during the soak. */
  capacityPerS: number;
  ratePerS: number;
  answered: number;
  wrong: number;
  /** 503, with `Retry-After` */
  refused: number;
  /** 202: accepted, and not finished while it was waited for */
  late: number;
  p50Ms: number;
  p99Ms: number;
  /** At the same distances in time; the first one when the load has just begun. */
  samples: ProcessSample[][];
}

/** Half of what the machine can do, for a long time: what grows? */
export async function soak({ minutes, load }: SoakOptions, say: (line: string) => void): Promise<SoakReport> {
  const system = await LocalSystem.start({
    FACEFLEET_MODELS: 'builtin',
    FACEFLEET_MIN_WORKERS: String(WORKERS),
    FACEFLEET_MAX_WORKERS: String(WORKERS),
  });
  try {
    const api = await system.api();
    const ask = await asker(api);
    const capacityPerS = await capacity(ask);
    const ratePerS = load * capacityPerS;
    say(`${capacityPerS.toFixed(1)} answers a second at most; ${ratePerS.toFixed(1)} for ${minutes} minutes`);
    const samples = [await sampleProcesses(system)];
    const tookMs: number[] = [];
    const counts: Record<Ending, number> = { right: 0, wrong: 0, refused: 0, late: 0 };
    const startedAtMs = performance.now();
    const lastMs = minutes * 60_000;
    const open = new Set<Promise<void>>();
    for (let count = 0; performance.now() - startedAtMs < lastMs; count++) {
      await sleep(Math.max(0, startedAtMs + (count / ratePerS) * 1_000 - performance.now()));
      const sentAtMs = performance.now();
      const one = ask().then((ending) => {
        tookMs.push(performance.now() - sentAtMs);
        counts[ending] += 1;
        open.delete(one);
      });
      open.add(one);
      if (performance.now() - startedAtMs < (samples.length / SAMPLES) * lastMs) continue;
      samples.push(await sampleProcesses(system));
      say(
        samples
          .at(-1)!
          .map(({ name, rssMb, handles }) => `${name} ${rssMb} MB ${handles}`)
          .join(', '),
      );
    }
    await Promise.all(open);
    samples.push(await sampleProcesses(system));
    tookMs.sort((a, b) => a - b);
    const quantile = (share: number) => Math.round(tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0);
    const answered = tookMs.length;
    const { wrong, refused, late } = counts;
    return {
      ...{ minutes, capacityPerS, ratePerS, answered, wrong, refused, late, samples },
      p50Ms: quantile(0.5),
      p99Ms: quantile(0.99),
    };
  } finally {
    await system.stop();
  }
}

type Ending = 'right' | 'wrong' | 'refused' | 'late';

/** @returns what asks about an image that was never seen before, and says how that ended */
async function asker(api: Api): Promise<() => Promise<Ending>> {
  const photos = await Promise.all(DEMO_FACES.map((face) => demoPortrait(face, 1)));
  for (const face of DEMO_FACES) await api.enrol(face.person, await demoPortrait(face, 0));
  let count = 0;
  return async () => {
    const index = count++ % photos.length;
    const answer = await api.upload('/v1/recognitions', uniqueJpeg(photos[index]!, `soak ${count}`));
    if (answer.status === 503) return 'refused';
    if (answer.status === 202) return 'late';
    const isRight =
      answer.status === 200 && largestName(answer.body as RecognitionSucceeded) === DEMO_FACES[index]!.person;
    return isRight ? 'right' : 'wrong';
  };
}

async function capacity(ask: () => Promise<Ending>): Promise<number> {
  const until = performance.now() + MEASURE_MS;
  let answered = 0;
  const client = async () => {
    while (performance.now() < until) {
      await ask();
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return answered / (MEASURE_MS / 1_000);
}
