import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Contest, contests, worldsOf } from './contest';
import { parseOptions, type SimulatorOptions, USAGE } from './options';
import { picture } from './picture/picture';
import { contestReport, summary } from './report';
import { rowsOf } from './row';
import { loadTraces } from './traces';

async function main(argv: string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === 'help') return console.log(USAGE);
  await run(options);
}

async function run(options: SimulatorOptions): Promise<void> {
  const traces = await loadTraces(options.traces, options.world.seed);
  // Now, not after minutes: a folder that cannot be made would cost all figures.
  for (const file of [options.json, options.picture]) {
    if (file !== undefined) await mkdir(dirname(file), { recursive: true });
  }
  const held: Contest[] = [];
  for await (const contest of contests(worldsOf(traces, options), options.policies)) {
    held.push(contest);
    console.log(contestReport(contest, options));
  }
  const rows = held.map(rowsOf);
  const last = summary(rows);
  if (last !== undefined) console.log(last);
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify(rows.flat(), null, 2) + '\n');
  if (options.picture !== undefined) await writeFile(options.picture, picture(held));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
