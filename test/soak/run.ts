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
    let wrong = 0;
    const startedAtMs = performance.now();
    const lastMs = minutes * 60_000;
    const open = new Set<Promise<void>>();
    for (let count = 0; performance.now() - startedAtMs < lastMs; count++) {
      await sleep(Math.max(0, startedAtMs + (count / ratePerS) * 1_000 - performance.now()));
      const sentAtMs = performance.now();
      const one = ask().then((right) => {
        tookMs.push(performance.now() - sentAtMs);
        if (!right) wrong++;
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
    return {
      ...{ minutes, capacityPerS, ratePerS, answered, wrong, samples },
      p50Ms: quantile(0.5),
      p99Ms: quantile(0.99),
    };
  } finally {
    await system.stop();
  }
}

/** @returns what asks about an image that was never seen before, and says whether the answer was right */
async function asker(api: Api): Promise<() => Promise<boolean>> {
  const photos = await Promise.all(DEMO_FACES.map((face) => demoPortrait(face, 1)));
  for (const face of DEMO_FACES) await api.enrol(face.person, await demoPortrait(face, 0));
  let count = 0;
  return async () => {
    const index = count++ % photos.length;
    const answer = await api.upload('/v1/recognitions', uniqueJpeg(photos[index]!, `soak ${count}`));
    return (
      answer.status === 200 && largestName(answer.body as RecognitionSucceeded) === DEMO_FACES[index]!.person
    );
  };
}

async function capacity(ask: () => Promise<boolean>): Promise<number> {
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
