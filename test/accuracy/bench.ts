import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { similarity } from '@facefleet/gallery';
import { peopleIn, type PersonPhotos } from '../support/photos';
import { type BenchOptions, parseBenchOptions, USAGE } from './bench-options';
import { embeddingTable, identificationTable, verificationTable } from './bench-report';
import { scoresOf } from './compared-pair';
import { embedAll } from './embed-all';
import { folderPairs } from './folder-pairs';
import { identificationFigures } from './identification';
import { chooseModels } from '../support/model-choice';
import { readPairs } from './pairs-file';
import { progressOn } from '../support/progress';
import { rocSvg } from './roc-svg';
import { comparePairs, verificationFigures } from './verification';
import { runTool } from '../support/tool';

async function main(options: BenchOptions): Promise<void> {
  const models = await chooseModels(options.models, options.flip, options.modelsDir);
  const people = options.people === undefined ? [] : await peopleOf(options.people);
  const pairs = options.pairs
    ? await readPairs(options.pairs.file, options.pairs.images)
    : folderPairs(people);
  const paths = [...pairs.flatMap(({ a, b }) => [a, b]), ...people.flatMap(({ photos }) => photos)];
  const embedded = await embedAll(
    paths,
    { modelsDir: options.modelsDir, model: models.model },
    progressOn(process.stderr),
  );
  const alike = (a: Float32Array, b: Float32Array) => similarity(a, b, models.distance);

  const compared = comparePairs(pairs, embedded.embeddings, alike);
  const inPairs = new Set(pairs.flatMap(({ a, b }) => [a, b]));
  const failures = new Map([...embedded.failures].filter(([path]) => inPairs.has(path)));
  const figures = verificationFigures(compared, failures);
  const what = `${models.set} models (${models.model})`;
  console.log(embeddingTable(embedded));
  console.log(verificationTable(`\nVerification (1:1), ${what}`, figures));

  const identification =
    people.length === 0
      ? undefined
      : identificationFigures(
          people.map(({ person, photos }) => ({
            person,
            embeddings: photos.map((path) => embedded.embeddings.get(path)),
          })),
          alike,
          models.calibration?.table,
          options.maxFalseMatchRate,
        );
  if (identification) {
    const title = `\nIdentification (1:N), at a false match rate of ${options.maxFalseMatchRate} per search`;
    console.log(identificationTable(title, identification));
  }
  const root = options.people ?? options.pairs?.images ?? '.';
  const failed = [...embedded.failures].map(([path, reason]) => ({ image: relative(root, path), reason }));
  for (const { image, reason } of failed.slice(0, 20)) console.log(`  ! ${image}: ${reason}`);
  if (failed.length > 20) console.log(`  ! and ${failed.length - 20} more: --json has them all`);

  if (options.roc !== undefined) await writeFile(options.roc, rocSvg(scoresOf(compared), what));
  if (options.json !== undefined) {
    const { msPerStage } = embedded;
    const content = {
      models: models.set,
      ...figures,
      msPerStage,
      identification,
      failed,
    };
    await writeFile(options.json, JSON.stringify(content, null, 2) + '\n');
  }
}

async function peopleOf(folder: string): Promise<PersonPhotos[]> {
  const people = (await peopleIn(folder)).filter(({ photos }) => photos.length > 0);
  if (people.length < 2)
    throw new Error(`${folder} is to hold a folder of photographs for each of several people.`);
  return people;
}

runTool(parseBenchOptions, USAGE, main);
