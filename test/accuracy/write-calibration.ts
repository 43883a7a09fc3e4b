import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Calibration } from '@facefleet/models';
import { format, resolveConfig } from 'prettier';
import { PROJECT } from '../support/system';

interface ManifestText {
  models?: Record<string, { calibration?: Calibration }>;
}

/**
 * Puts a calibration into the manifest that has the model: the models folder's own, else the project's.
 *
 * @returns the file
 */
export async function writeCalibration(
  model: string,
  calibration: Calibration,
  modelsDir: string,
): Promise<string> {
  for (const file of [join(modelsDir, 'manifest.json'), join(PROJECT, 'models/manifest.json')]) {
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(await readFile(file, 'utf8')) as ManifestText;
    const entry = manifest.models?.[model];
    if (!entry) continue;
    entry.calibration = calibration;
    const json = pointsOnALine(JSON.stringify(manifest, null, 2));
    await writeFile(file, await format(json, { ...(await resolveConfig(file)), parser: 'json' }));
    return file;
  }
  throw new Error(`No manifest has an entry of its own for the model "${model}".`);
}

/** A table of three numbers a line reads better than one of five lines each. */
function pointsOnALine(json: string): string {
  return json.replace(
    /\{\s+("similarity": [^,]+),\s+("fmr": [^,]+),\s+("fnmr": [^\s]+)\s+\}/g,
    '{ $1, $2, $3 }',
  );
}
