/**
 * `node docker/steps/assemble.mjs <folder> <app>...`: puts what these built apps need at run time into a new folder, and
 * nothing else: the files of ours and of packages that their code reaches, traced from its imports. Reports the size.
 */
import { nodeFileTrace } from '@vercel/nft';
import { cp, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const [folder, ...apps] = process.argv.slice(2);
if (folder === undefined || apps.length === 0) {
  console.error('node docker/steps/assemble.mjs <folder> <app>...');
  process.exit(2);
}

/** Where an app begins, if not in its `main.js`, and worker threads, whose files are named by code that cannot be traced. */
const ENTRIES = {
  cloud: ['dist/apps/local/src/cloud/main.js'],
  recognizer: ['dist/apps/recognizer/src/main.js', 'dist/libs/vision/src/analysis.worker.js'],
};
/** Packages that a library loads by a name that cannot be traced: Nest, its HTTP server. */
const LOADED_BY_NAME = ['node_modules/@nestjs/platform-express/index.js'];
/** What browsers are given: the console, and to read the API's documentation. */
const SERVED = {
  gateway: [
    ...(await filesIn('dist/console')),
    ...[
      'favicon-16x16.png',
      'favicon-32x32.png',
      'index.css',
      'swagger-ui-bundle.js',
      'swagger-ui-standalone-preset.js',
      'swagger-ui.css',
    ].map((name) => `node_modules/swagger-ui-dist/${name}`),
  ],
};
/** Some packages have other files for a newer Node. */
const CONDITIONS = [
  ['node', 'require'],
  ['node', 'require', 'module-sync'],
];
/** Libraries that a traced native addon loads by itself. */
const BESIDE_ADDONS = /\.so(\.\d+)*$/;
/** Of packages for other machines than the one that this is assembled on. */
const { platform, arch } = process;
const OTHER_MACHINES = new RegExp(
  `onnxruntime-node/bin/napi-v\\d+/(?!${platform}/${arch}/)|/prebuilds/(?!${platform}-${arch}/)`,
);

const entries = apps.flatMap((app) => ENTRIES[app] ?? [`dist/apps/${app}/src/main.js`]);
const files = new Set(apps.flatMap((app) => SERVED[app] ?? []));
for (const conditions of CONDITIONS) {
  const { fileList } = await nodeFileTrace([...entries, ...LOADED_BY_NAME], { base: root, conditions });
  for (const file of fileList) if (!OTHER_MACHINES.test(file)) files.add(file);
}
for (const addon of [...files].filter((file) => file.endsWith('.node'))) {
  for (const name of await readdir(join(root, dirname(addon))))
    if (BESIDE_ADDONS.test(name)) files.add(join(dirname(addon), name));
}

const target = resolve(folder);
await rm(target, { recursive: true, force: true });
let bytes = 0;
for (const file of files) {
  const from = await realpath(join(root, file));
  const info = await stat(from);
  if (!info.isFile()) continue;
  await mkdir(dirname(join(target, file)), { recursive: true });
  await cp(from, join(target, file));
  bytes += info.size;
}
console.log(`${apps.join(' and ')}: ${files.size} files, ${(bytes / 1e6).toFixed(1)} MB`);

/** All below a folder, from the root. */
async function filesIn(folder) {
  const found = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
