export interface Column<Row> {
  head: string;
  of: (row: Row) => string;
}

/** A head and a line for each row: the first column to the left, the others, which are numbers, to the right. */
export function columns<Row>(defined: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [defined.map(({ head }) => head), ...rows.map((row) => defined.map(({ of }) => of(row)))];
  const widths = defined.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, index) =>
          index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
