import { sizeText } from './fetch/progress';
import { manifest, ModelSetName } from './manifest';
import { modelsOfSet } from './model-files';
import { installedBytes } from './model-record';

/** Every model of every set and whether it is in place, for people. */
export async function modelTable(modelsDir: string): Promise<string> {
  const rows = [['set', 'model', 'licence', 'accuracy', 'installed', 'size']];
  for (const set of ModelSetName.options) {
    for (const name of modelsOfSet(set)) {
      const model = manifest.models[name]!;
      const bytes = await installedBytes(modelsDir, name, model);
      const isInstalled = bytes === undefined ? ['no', ''] : ['yes', sizeText(bytes)];
      rows.push([set, name, model.licence, model.accuracy ?? '', ...isInstalled]);
    }
  }
  return aligned(rows);
}

function aligned(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
