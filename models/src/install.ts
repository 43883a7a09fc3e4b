import { modelPath, ModelCatalogue } from './catalogue';
import { convert } from './convert';
import { sizeText, type Progress } from './fetch/progress';
import { SourceFetcher, SourceUnavailable } from './fetch/source-fetcher';
import { installedBytes, writeRecord } from './model-record';
import { writeAtomically } from './write-atomically';

export interface InstallOptions {
  modelsDir: string;
  /** The name of a set. `auto`: the recommended one where it can be had, else the built-in one. */
  mode: string;
  /** Where to look for the files of sets first: a folder, or a URL under which each lies by its name. */
  from?: string;
  log: (line: string) => void;
  progress?: Progress;
  /** Give up on a server after this time without progress. */
  stallMs?: number;
}

export interface InstalledModels {
  /** The sets that are in place. */
  installed: string[];
  /** The set that new galleries get. */
  defaultSet: string;
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
 * @throws InstallError when the built-in set, or the one that was asked for, cannot be made or is not known
 */
export async function installModels(options: InstallOptions): Promise<InstalledModels> {
  const { modelsDir, mode, from, log, progress, stallMs } = options;
  const catalogue = ModelCatalogue.read(modelsDir);
  const wanted = mode === 'auto' ? 'recommended' : mode;
  if (!catalogue.set(wanted)) {
    throw new InstallError(
      `there is no model set "${mode}": the mode is auto or one of ${catalogue.setNames.join(', ')}`,
    );
  }
  await installSet('builtin', catalogue, log, new SourceFetcher({ modelsDir })).catch((error: unknown) => {
    const why = whyUnavailable(error);
    throw new InstallError(
      `the built-in models could not be made (${why}); \`npm ci\` brings what they are made from`,
    );
  });
  if (wanted !== 'builtin') {
    const fetcher = new SourceFetcher({ modelsDir, from, progress, stallMs });
    await installSet(wanted, catalogue, log, fetcher).catch((error: unknown) => {
      const failure = `${wanted} models could not be fetched (${whyUnavailable(error)})`;
      if (mode !== 'auto') throw new InstallError(`${failure}; ${WAYS_OUT}`);
      log(`${failure}; the built-in set serves. \`npm run models\` tries again.`);
    });
  }
  const installed = await setsInPlace(catalogue);
  const defaultSet = installed.includes(wanted) ? wanted : 'builtin';
  return { installed, defaultSet, defaultModel: catalogue.set(defaultSet)!.embedder };
}

async function installSet(
  set: string,
  catalogue: ModelCatalogue,
  log: InstallOptions['log'],
  fetcher: SourceFetcher,
): Promise<void> {
  const { modelsDir } = catalogue;
  for (const model of catalogue.modelsIn(set).values()) {
    if ((await installedBytes(modelsDir, model)) !== undefined) continue;
    const sources: Buffer[] = [];
    for (const source of model.sources) sources.push(await fetcher.get(source));
    const onnx = convert(model, sources);
    await writeAtomically(modelPath(modelsDir, model.network), onnx);
    await writeRecord(modelsDir, model, onnx.length);
    log(`installed ${model.network} (${sizeText(onnx.length)})`);
  }
}

async function setsInPlace(catalogue: ModelCatalogue): Promise<string[]> {
  const inPlace: string[] = [];
  for (const set of catalogue.setNames) {
    const sizes = [...catalogue.modelsIn(set).values()].map((model) =>
      installedBytes(catalogue.modelsDir, model),
    );
    if ((await Promise.all(sizes)).every((size) => size !== undefined)) inPlace.push(set);
  }
  return inPlace;
}

/** A file that cannot be had is foreseen; everything else is a bug or a full disk and stays what it is. */
function whyUnavailable(error: unknown): string {
  if (error instanceof SourceUnavailable) return error.message;
  throw error;
}
