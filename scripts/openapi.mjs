/**
 * Describes the API without starting it: dist/openapi.json, for linters and generators, and from it the types of
 * libs/client. Neither is committed. `npm run build` and `npm run check` begin with this; it does nothing where what is
 * there is of these sources. `--force` does it all the same.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOfSources } from './sources.mjs';

const SOURCES = [
  'apps/gateway',
  'libs',
  'models',
  'scripts/openapi.mjs',
  'tsconfig.json',
  'package-lock.json',
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const documentFile = join(root, 'dist/openapi.json');
const typesFile = join(root, 'libs/client/src/generated/openapi.d.ts');

async function main() {
  const stamp = `// Made by scripts/openapi.mjs of the sources ${digestOfSources(root, SOURCES)}.\n`;
  if (!process.argv.includes('--force') && isMade(stamp)) return;
  const document = await describeApi();
  write(documentFile, `${JSON.stringify(document, null, 2)}\n`);
  write(typesFile, stamp + (await typesOf(document)));
}

function isMade(stamp) {
  return (
    existsSync(documentFile) && existsSync(typesFile) && readFileSync(typesFile, 'utf8').startsWith(stamp)
  );
}

/** Through Vite because it emits the metadata of decorators, of which the document is made; tsx does not. */
async function describeApi() {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(join(root, 'apps/gateway/src/docs/offline.ts'), {
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { tsconfigPaths: true },
  });
  return module.offlineApiDocument();
}

async function typesOf(document) {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const { default: ts } = await import('typescript');
  const blob = ts.factory.createTypeReferenceNode('Blob');
  const types = await openapiTS(document, {
    alphabetize: true,
    defaultNonNullable: false, // the document itself says what is always there
    transform: (schema) => (schema.format === 'binary' ? blob : undefined),
  });
  return astToString(types);
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

await main();
