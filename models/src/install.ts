import { convert } from './convert';
import { sizeText, type Progress } from './fetch/progress';
import { SourceFetcher, SourceUnavailable } from './fetch/source-fetcher';
import { manifest, ModelSetName } from './manifest';
import { modelPath, modelsOfSet } from './model-files';
import { installedBytes, writeRecord } from './model-record';
import { writeAtomically } from './write-atomically';

/** `auto`: the recommended set where it can be had, else the built-in one. */
export type InstallMode = 'auto' | ModelSetName;

export interface InstallOptions {
  modelsDir: string;
  mode: InstallMode;
  /** Where to look for the recommended set's files first: a folder, or a URL under which each lies by its name. */
  from?: string;
  log: (line: string) => void;
  progress?: Progress;
  /** Give up on a server after this time without progress. */
  stallMs?: number;
}

export interface InstalledModels {
  /** The sets that are in place. */
  installed: ModelSetName[];
  /** The set that new galleries get. */
  defaultSet: ModelSetName;
  /** The name of that set's embedder. */
  defaultModel: string;
}

const WAYS_OUT =
  'name another place that has them with --from (FACEFLEET_MODELS_FROM), or do without with --mode builtin (FACEFLEET_MODELS)';

/** The models could not be had; the message is the sentence to show. */
export class InstallError extends Error {
  override name = 'InstallError';
}

/**
 * Makes the models that are missing or out of date. The built-in set comes from the project's own packages; mode
 * `builtin` never touches the network, and neither does a run that finds everything in place.
 *
 * @throws InstallError when the built-in set, or in mode `recommended` the recommended one, cannot be made
 */
export async function installModels(options: InstallOptions): Promise<InstalledModels> {
  const { modelsDir, mode, from, log, progress, stallMs } = options;
  await installSet('builtin', options, new SourceFetcher({ modelsDir })).catch((error: unknown) => {
    const why = whyUnavailable(error);
    throw new InstallError(
      `the built-in models could not be made (${why}); \`npm ci\` brings what they are made from`,
    );
  });
  if (mode !== 'builtin') {
    const fetcher = new SourceFetcher({ modelsDir, from, progress, stallMs });
    await installSet('recommended', options, fetcher).catch((error: unknown) => {
      const failure = `recommended models could not be fetched (${whyUnavailable(error)})`;
      if (mode === 'recommended') throw new InstallError(`${failure}; ${WAYS_OUT}`);
      log(`${failure}; the built-in set serves. \`npm run models\` tries again.`);
    });
  }
  const installed = await setsInPlace(modelsDir);
  const defaultSet = mode !== 'builtin' && installed.includes('recommended') ? 'recommended' : 'builtin';
  return { installed, defaultSet, defaultModel: manifest.sets[defaultSet].embedder };
}

async function installSet(
  set: ModelSetName,
  { modelsDir, log }: InstallOptions,
  fetcher: SourceFetcher,
): Promise<void> {
  for (const name of modelsOfSet(set)) {
    const model = manifest.models[name]!;
    if ((await installedBytes(modelsDir, name, model)) !== undefined) continue;
    const sources: Buffer[] = [];
    for (const source of model.sources) sources.push(await fetcher.get(source));
    const onnx = convert(model, sources);
    await writeAtomically(modelPath(modelsDir, name), onnx);
    await writeRecord(modelsDir, name, model, onnx.length);
    log(`installed ${name} (${sizeText(onnx.length)})`);
  }
}

async function setsInPlace(modelsDir: string): Promise<ModelSetName[]> {
  const inPlace: ModelSetName[] = [];
  for (const set of ModelSetName.options) {
    const sizes = modelsOfSet(set).map((name) => installedBytes(modelsDir, name, manifest.models[name]!));
    if ((await Promise.all(sizes)).every((size) => size !== undefined)) inPlace.push(set);
  }
  return inPlace;
}

/** A file that cannot be had is foreseen; everything else is a bug or a full disk and stays what it is. */
function whyUnavailable(error: unknown): string {
  if (error instanceof SourceUnavailable) return error.message;
  throw error;
}
