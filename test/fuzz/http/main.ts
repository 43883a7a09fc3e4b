import { writeFile } from 'node:fs/promises';
import { progressOn } from '../../support/progress';
import { LocalSystem } from '../../support/system';
import { runTool } from '../../support/tool';
import { aftermathOf } from './aftermath';
import { type HttpFuzzOptions, parseHttpFuzzOptions, USAGE } from './options';
import { figuresOf, hasFailed, httpFuzzReport } from './report';
import { FUZZED_SYSTEM, runHttpFuzz } from './run';

/** Where a run cannot be brought to its end [characters]. */
const LAST_WORDS = 10_000;

async function main({ seed, requests, only, json }: HttpFuzzOptions): Promise<void> {
  const system = await LocalSystem.start({ ...FUZZED_SYSTEM, FACEFLEET_MODELS: 'builtin' });
  try {
    const { pids } = await system.local();
    const indices = only === undefined ? Array(requests).keys() : [only];
    const run = await runHttpFuzz(system, { seed, indices }, progressOn(process.stderr, 'requests'));
    const figures = figuresOf(run, await aftermathOf(system, pids));
    console.log(`${httpFuzzReport(figures)}\n`);
    if (json !== undefined) await writeFile(json, JSON.stringify(figures, null, 2) + '\n');
    if (hasFailed(figures)) process.exitCode = 1;
  } catch (error) {
    console.error(`The last that the system said:\n${system.log.slice(-LAST_WORDS)}`);
    throw error;
  } finally {
    await system.stop();
  }
}

runTool(parseHttpFuzzOptions, USAGE, main);
