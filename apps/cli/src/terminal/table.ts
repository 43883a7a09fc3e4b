export interface Column<Row> {
  head: string;
  of: (row: Row) => string | number | null | undefined;
  align?: 'right';
}

/** A head and a line for each row; columns as wide as their widest cell, two spaces between them. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [
    columns.map(({ head }) => head),
    ...rows.map((row) => columns.map(({ of }) => shown(of(row)))),
  ];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) =>
    line
      .map((cell, column) =>
        columns[column]!.align === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** File names may hold anything: control characters would reach the terminal. */
function shown(value: string | number | null | undefined): string {
  return String(value ?? '-').replace(/\p{Cc}/gu, '?');
}
