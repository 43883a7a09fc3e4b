import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import ownManifest from '../manifest.json';
import { Calibration, type Embedder, Manifest, manifest, type Model, type ModelSet } from './manifest';

const MANIFEST_FILE = 'manifest.json';

/** What a models folder may add: sets and models in the manifest's own format, and another calibration of one that is known. */
const Additions = z.strictObject({
  sets: z.record(z.string(), z.unknown()).default({}),
  models: z.record(z.string(), z.unknown()).default({}),
});
const Recalibration = z.strictObject({
  calibration: Calibration.optional(),
  accuracy: z.string().optional(),
});

/** The models that a folder serves: those that come with Facefleet, and those that the folder's own manifest adds. */
export class ModelCatalogue {
  private readonly fingerprints = new Map<string, string>();

  private constructor(
    readonly modelsDir: string,
    private readonly manifest: Manifest,
  ) {}

  /**
   * Reads `<models folder>/manifest.json` where there is one. Of a model of Facefleet's own it may say another calibration
   * and accuracy, and nothing else: galleries go by the model's name.
   *
   * @throws Error naming the file and what is wrong in it
   */
  static read(modelsDir: string): ModelCatalogue {
    const file = join(modelsDir, MANIFEST_FILE);
    const text = textOf(file);
    if (text === undefined) return new ModelCatalogue(modelsDir, manifest);
    try {
      const { sets, models } = Additions.parse(JSON.parse(text));
      const known = new Map<string, object>(Object.entries(ownManifest.models));
      const added = Object.entries(models).map(([name, entry]) => {
        const own = known.get(name);
        return [name, own ? recalibrated(name, own, entry) : entry];
      });
      const all = {
        sets: { ...ownManifest.sets, ...sets },
        models: { ...ownManifest.models, ...(Object.fromEntries(added) as object) },
      };
      return new ModelCatalogue(modelsDir, Manifest.parse(all));
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
      throw new Error(`${file} is no valid manifest of models: ${why}`, { cause: error });
    }
  }

  /** The names of all sets, the recommended one first. */
  get setNames(): string[] {
    return Object.keys(this.manifest.sets);
  }

  set(name: string): ModelSet | undefined {
    return Object.hasOwn(this.manifest.sets, name) ? this.manifest.sets[name] : undefined;
  }

  model(name: string): Model | undefined {
    return Object.hasOwn(this.manifest.models, name) ? this.manifest.models[name] : undefined;
  }

  embedder(name: string): Embedder | undefined {
    const model = this.model(name);
    return model?.task === 'embedder' ? model : undefined;
  }

  /** The set that has this embedder: its detector goes with it. */
  setWith(embedder: string): ModelSet | undefined {
    return Object.values(this.manifest.sets).find((set) => set.embedder === embedder);
  }

  /** Another one whenever the answers of an embedding model may be others, as far as the manifest decides about them. */
  fingerprint(embedder: string): string {
    const known = this.fingerprints.get(embedder);
    if (known !== undefined) return known;
    const parts = [this.setWith(embedder), this.embedder(embedder)];
    const fingerprint = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
    this.fingerprints.set(embedder, fingerprint);
    return fingerprint;
  }

  /** The models that make up a set, by their names. */
  modelsIn(set: string): Map<string, Model> {
    const { detector, landmarks, embedder } = this.manifest.sets[set]!;
    const names = landmarks === undefined ? [detector, embedder] : [detector, landmarks, embedder];
    return new Map(names.map((name) => [name, this.manifest.models[name]!]));
  }

  /** Whether all networks of a set lie in the folder. */
  async hasInstalled(set: string): Promise<boolean> {
    const there = [...this.modelsIn(set).values()].map(({ network }) =>
      isThere(modelPath(this.modelsDir, network)),
    );
    return (await Promise.all(there)).every(Boolean);
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where a network lies once it is installed. */
export function modelPath(modelsDir: string, network: string): string {
  return join(modelsDir, `${network}.onnx`);
}

/** @throws Error for a change of anything else */
function recalibrated(name: string, own: object, entry: unknown): object {
  const changes = Recalibration.safeParse(entry);
  if (!changes.success) {
    const why = z.prettifyError(changes.error);
    throw new Error(
      `"${name}" is Facefleet's own, of which only calibration and accuracy can be changed: ${why}`,
    );
  }
  return { ...own, ...changes.data };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
