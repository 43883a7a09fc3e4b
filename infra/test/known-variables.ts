import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, type App } from './code/app-program';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The names of variables that an app's own config knows, with those of the libraries' that are spread into it. */
export function knownVariables(app: App): Set<string> {
  const names = new Set(namesIn(read(`apps/${app}/src/config.ts`)));
  for (const [, shared] of read(`apps/${app}/src/config.ts`).matchAll(/^ {2}\.\.\.(\w+),$/gm))
    for (const name of namesIn(definitionOf(shared!, app))) names.add(name);
  return names;
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/\b([A-Z][A-Z0-9]*_[A-Z0-9_]+):/g)].map(([, name]) => name!);

/** `export const name = { … };` in a library, or in the app itself. */
function definitionOf(name: string, app: App): string {
  const opening = `export const ${name} = {`;
  const folders = [...readdirSync(join(ROOT, 'libs')).map((lib) => `libs/${lib}/src`), `apps/${app}/src`];
  for (const folder of folders) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = read(join(folder, file));
      const at = text.indexOf(opening);
      if (at >= 0) return text.slice(at, text.indexOf('};', at));
    }
  }
  throw new Error(`Nobody defines ${name}`);
}
