import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import ownManifest from '../manifest.json';
import { type Embedder, Manifest, manifest, type Model, type ModelSet } from './manifest';

/** What a models folder may add: more sets and models, in the manifest's own format. */
const MANIFEST_FILE = 'manifest.json';
const Additions = z.object({
  sets: z.record(z.string(), z.unknown()).default({}),
  models: z.record(z.string(), z.unknown()).default({}),
});

/** The models that a folder serves: those that come with Facefleet, and those that the folder's own manifest adds. */
export class ModelCatalogue {
  private constructor(
    readonly modelsDir: string,
    private readonly manifest: Manifest,
  ) {}

  /**
   * Reads `<models folder>/manifest.json` where there is one. A name that it shares with Facefleet's own manifest means
   * the folder's entry.
   *
   * @throws Error naming the file and what is wrong in it
   */
  static read(modelsDir: string): ModelCatalogue {
    const file = join(modelsDir, MANIFEST_FILE);
    const text = textOf(file);
    if (text === undefined) return new ModelCatalogue(modelsDir, manifest);
    try {
      const { sets, models } = Additions.parse(JSON.parse(text));
      const merged = {
        sets: { ...ownManifest.sets, ...sets },
        models: { ...ownManifest.models, ...models },
      };
      return new ModelCatalogue(modelsDir, Manifest.parse(merged));
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      throw new Error(`${file} is no valid manifest of models: ${why}`, { cause: error });
    }
  }

  /** The names of all sets, the recommended one first. */
  get setNames(): string[] {
    return Object.keys(this.manifest.sets);
  }

  set(name: string): ModelSet | undefined {
    return this.manifest.sets[name];
  }

  model(name: string): Model | undefined {
    return this.manifest.models[name];
  }

  embedder(name: string): Embedder | undefined {
    const model = this.model(name);
    return model?.task === 'embedder' ? model : undefined;
  }

  /** The first set that has this embedder: its detector goes with it. */
  setWith(embedder: string): ModelSet | undefined {
    return Object.values(this.manifest.sets).find((set) => set.embedder === embedder);
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

/** Where a network lies once it is installed. */
export function modelPath(modelsDir: string, network: string): string {
  return join(modelsDir, `${network}.onnx`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
