import { writeFileSync } from 'node:fs';
import { parseChaosOptions, USAGE } from './options';
import { figures, isClean, sentences } from './report';
import { runChaos } from './run';

async function main(): Promise<void> {
  const options = parseChaosOptions(process.argv.slice(2));
  if (options === 'help') return console.log(USAGE);
  const report = await runChaos(options, (line) => console.log(line));
  for (const line of sentences(report)) console.log(line);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(figures(report), null, 2)}\n`);
  if (!isClean(report)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
