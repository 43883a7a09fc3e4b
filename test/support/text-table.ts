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
