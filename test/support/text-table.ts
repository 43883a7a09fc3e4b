/** A title, and under it labels and values in two columns. */
export function alignedRows(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return [title, ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join('\n');
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

export function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** Rows of cells; the first column begins at the left, the others end at the right. */
export function alignedColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(padded).join('   ')}`.trimEnd()).join('\n');
}
