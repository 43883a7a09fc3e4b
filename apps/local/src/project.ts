import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the checkout, seen from a source file or from what was built from it. */
export const projectRoot = ((): string => {
  let folder = __dirname;
  while (!existsSync(join(folder, 'nest-cli.json'))) {
    if (dirname(folder) === folder) throw new Error(`${__dirname} does not lie in the Facefleet project`);
    folder = dirname(folder);
  }
  return folder;
})();

/** What `npm run build` makes of an app. */
export function builtApp(app: 'gateway' | 'scaler' | 'recognizer'): string {
  return join(projectRoot, 'dist', 'apps', app, 'src', 'main.js');
}
