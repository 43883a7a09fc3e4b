import { ModelCatalogue } from './catalogue';
import { sizeText } from './fetch/progress';
import { installedBytes } from './model-record';

/** Every model of every set and whether it is in place, for people. */
export async function modelTable(modelsDir: string): Promise<string> {
  const rows = [['set', 'model', 'licence', 'accuracy', 'installed', 'size']];
  const catalogue = ModelCatalogue.read(modelsDir);
  for (const set of catalogue.setNames) {
    for (const [name, model] of catalogue.modelsIn(set)) {
      const bytes = await installedBytes(modelsDir, model);
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
