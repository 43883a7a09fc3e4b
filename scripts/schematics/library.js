'use strict';
const { strings } = require('@angular-devkit/core');
const { chain, externalSchematic } = require('@angular-devkit/schematics');

/** Nest's library, less what belongs to Jest: our tests run in Vitest, and one that says "should be defined" says nothing. */
exports.library = (options) => {
  const name = strings.dasherize(options.name);
  const folder = options.path ?? options.rootDir ?? 'libs';
  return chain([
    externalSchematic('@nestjs/schematics', 'library', options),
    (tree) => {
      const spec = `/${folder}/${name}/src/${name}.service.spec.ts`;
      if (tree.exists(spec)) tree.delete(spec);
    },
    (tree) => {
      const { jest: _, ...rest } = tree.readJson('/package.json');
      tree.overwrite('/package.json', JSON.stringify(rest, null, 2) + '\n');
    },
  ]);
};
