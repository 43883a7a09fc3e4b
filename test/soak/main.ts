import { writeFileSync } from 'node:fs';
import { parseSoakOptions, USAGE } from './options';
import { soak, type SoakReport } from './run';

async function main(): Promise<void> {
  const options = parseSoakOptions(process.argv.slice(2));
  if (options === 'help') return console.log(USAGE);
  const report = await soak(options, (line) => console.log(line));
  for (const line of sentences(report)) console.log(line);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (report.wrong > 0) process.exitCode = 1;
}

function sentences({ answered, wrong, refused, late, p50Ms, p99Ms, samples, minutes }: SoakReport): string[] {
  const [first = [], last = []] = [samples[0], samples.at(-1)];
  const growth = first.flatMap(({ name, rssMb, handles }) => {
    const end = last.find((sample) => sample.name === name);
    const most = Math.max(...samples.flat().flatMap((each) => (each.name === name ? each.rssMb : [])));
    const what = end ? `${end.rssMb} MB, ${end.handles} handles` : 'ended meanwhile';
    return [`${name}: ${rssMb} MB, ${handles} handles -> ${what}; at most ${most} MB`];
  });
  return [
    `${answered} answered in ${minutes} minutes, ${wrong} wrong, ${refused} refused, ${late} not in time; p50 ${p50Ms} ms, p99 ${p99Ms} ms`,
    ...growth,
  ];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
