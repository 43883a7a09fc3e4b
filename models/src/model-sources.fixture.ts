import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Model } from './manifest';

/** Data that may lie beside the checkout; tests that need it say so and are skipped where it is absent. */
export const sharedDir = join(__dirname, '..', '..', '..', 'shared');
export const hasSharedModels = existsSync(join(sharedDir, 'models'));
export const hasSharedFaces = existsSync(join(sharedDir, 'faces', 'lfw100'));

/** A model's source files: from the npm package, else from the data beside the checkout. */
export function modelSources(model: Model): Promise<Buffer[]> {
  return Promise.all(
    model.sources.map(({ name, npm }) =>
      readFile(
        npm
          ? join(dirname(createRequire(__filename).resolve(`${npm.package}/package.json`)), npm.path)
          : join(sharedDir, 'models', name),
      ),
    ),
  );
}
