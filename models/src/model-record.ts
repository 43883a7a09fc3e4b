import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CONVERTER_VERSIONS } from './converter-versions';
import type { Model } from './manifest';
import { modelPath } from './catalogue';
import { writeAtomically } from './write-atomically';

/** What an installed model was made from, kept beside it: `<network>.json`. */
const ModelRecord = z.object({
  converter: z.string(),
  converterVersion: z.number(),
  sources: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** Size of the ONNX file. */
  bytes: z.number(),
});
type ModelRecord = z.infer<typeof ModelRecord>;

function recordFor(model: Model, bytes: number): ModelRecord {
  return {
    converter: model.converter,
    converterVersion: CONVERTER_VERSIONS[model.converter],
    sources: model.sources.map(({ name, sha256 }) => ({ name, sha256 })),
    bytes,
  };
}

const recordPath = (modelsDir: string, { network }: Model) => join(modelsDir, `${network}.json`);

export async function writeRecord(modelsDir: string, model: Model, bytes: number): Promise<void> {
  await writeAtomically(
    recordPath(modelsDir, model),
    `${JSON.stringify(recordFor(model, bytes), null, 2)}\n`,
  );
}

/**
 * @returns the size of the ONNX file, or undefined when it is not there or not what the manifest and the converter of
 *   today would make; reads no more than the record and the file's size
 */
export async function installedBytes(modelsDir: string, model: Model): Promise<number | undefined> {
  try {
    const record = ModelRecord.parse(JSON.parse(await readFile(recordPath(modelsDir, model), 'utf8')));
    const { size } = await stat(modelPath(modelsDir, model.network));
    return JSON.stringify(record) === JSON.stringify(recordFor(model, size)) ? size : undefined;
  } catch {
    return undefined; // a record that is absent or unreadable proves nothing
  }
}
