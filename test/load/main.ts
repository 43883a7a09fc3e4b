import { writeFile } from 'node:fs/promises';
import { runTool } from '../support/tool';
import { type LoadOptions, parseLoadOptions, USAGE } from './options';
import { figuresOf, loadReport } from './report';
import { runLoad } from './run';

async function main(options: LoadOptions): Promise<void> {
  const figures = figuresOf(await runLoad(options));
  console.log(loadReport(figures));
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
  if (figures.failed > 0) process.exitCode = 1;
}

runTool(parseLoadOptions, USAGE, main);
