import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { similarity } from '@facefleet/gallery';
import type { Calibration } from '@facefleet/models';
import { peopleIn } from '../support/photos';
import { calibrationTable } from './calibration-table';
import { type CalibrateOptions, parseCalibrateOptions, USAGE } from './calibrate-options';
import { calibrationReport, methodOf } from './calibrate-report';
import { embedAll } from './embed-all';
import { pairsAmong } from './every-pair';
import { folderScores } from './folder-scores';
import { chooseModels } from '../support/model-choice';
import { progressOn } from '../support/progress';
import { writeCalibration } from './write-calibration';
import { runTool } from '../support/tool';

/** Similarities that are kept in memory, 8 bytes each. They count false match rates down to 5e-7. */
const MAX_IMPOSTOR_PAIRS = 20_000_000;

async function main(options: CalibrateOptions): Promise<void> {
  const models = await chooseModels(options.models, options.flip, options.modelsDir);
  const folders = await Promise.all(options.people.map((folder) => peopleIn(folder)));
  const embedded = await embedAll(
    folders.flatMap((people) => people.flatMap(({ photos }) => photos)),
    { modelsDir: options.modelsDir, model: models.model },
    progressOn(process.stderr),
  );
  // A calibration is of embeddings: what the detector misses is told beside it.
  const embeddings = folders.map((people) =>
    people.map(({ photos }) =>
      photos.map((path) => embedded.embeddings.get(path)).filter((embedding) => embedding !== undefined),
    ),
  );
  const alike = (a: Float32Array, b: Float32Array) => similarity(a, b, models.distance);
  const scores = folderScores(embeddings, alike, MAX_IMPOSTOR_PAIRS / folders.length);
  const made = calibrationTable(scores);
  const calibration: Calibration = {
    madeFrom: options.people.map((folder) => basename(folder)),
    madeOn: new Date().toISOString().slice(0, 10),
    people: embeddings.flat().filter(({ length }) => length > 0).length,
    images: embedded.embeddings.size,
    failedToDetect: embedded.failures.size,
    genuinePairs: scores.genuine.length,
    impostorPairs: scores.impostor.length,
    pairsOfPeople: embeddings.reduce(
      (sum, people) => sum + pairsAmong(people.filter(({ length }) => length > 0).length),
      0,
    ),
    method: methodOf(made),
    countedDownToFmr: Number(made.countedDownToFmr.toPrecision(3)),
    table: made.table,
  };
  console.log(calibrationReport(models, calibration, made));
  if (options.write)
    console.log(`Written into ${await writeCalibration(models.model, calibration, options.modelsDir)}.`);
  if (options.json !== undefined) {
    await writeFile(options.json, JSON.stringify({ model: models.model, calibration }, null, 2) + '\n');
  }
}

runTool(parseCalibrateOptions, USAGE, main);
