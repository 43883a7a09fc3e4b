import { writeFile } from 'node:fs/promises';
import { chooseModels } from '../support/model-choice';
import { progressOn } from '../support/progress';
import { type FuzzOptions, parseFuzzOptions, USAGE } from './options';
import { figuresOf, fuzzReport, hasFailed } from './report';
import { runFuzz } from './run';
import { runTool } from '../support/tool';

async function main(options: FuzzOptions): Promise<void> {
  const { seed, images, only, modelsDir, findingsDir } = options;
  const { set, model } = await chooseModels(options.models, false, modelsDir);
  const indices = only === undefined ? Array(images).keys() : [only];
  const run = await runFuzz(
    { seed, indices, judge: { modelsDir, model }, findingsDir },
    progressOn(process.stderr),
  );
  const figures = figuresOf(run);
  console.log(`${fuzzReport(figures)}\n`);
  if (figures.broken.length > 0) console.log(`The images are in ${findingsDir}.`);
  if (options.json !== undefined)
    await writeFile(options.json, JSON.stringify({ models: set, ...figures }, null, 2) + '\n');
  if (hasFailed(figures)) process.exitCode = 1;
}

runTool(parseFuzzOptions, USAGE, main);
