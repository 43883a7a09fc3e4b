import type { ArrivalTrace } from '../world';

const HEADER = ['t_s', 'arrivals'];
/** A single row does not tell how long its bin is. */
const BIN_OF_ONE_S = 1;
/** A year of seconds. More would be a slip in a time. */
const MOST_BINS = 366 * 86_400;

interface TraceRow {
  tS: number;
  arrivals: number;
  line: number;
}

/**
 * Reads `t_s,arrivals`: the beginning of each bin [s] and the messages in it. Bins are as long as the shortest step
 * between two rows; those without a row are empty. The first row is time 0.
 *
 * @throws Error with the number of the line and what was expected there
 */
export function csvTrace(name: string, text: string): ArrivalTrace {
  const rows = rowsOf(text);
  const first = rows[0];
  if (first === undefined) throw new Error('It has no rows: at least one of t_s,arrivals was expected.');
  const binS = binLength(rows);
  const last = rows[rows.length - 1] ?? first;
  const bins = Math.round((last.tS - first.tS) / binS) + 1;
  if (bins > MOST_BINS) {
    throw new Error(
      `Line ${last.line}: that would be ${bins} bins of ${binS} s, more than a year of seconds.`,
    );
  }
  const counts = new Array<number>(bins).fill(0);
  for (const { tS, arrivals } of rows) counts[Math.round((tS - first.tS) / binS)] = arrivals;
  return { name, binS, counts };
}

function rowsOf(text: string): TraceRow[] {
  const [header, ...rest] = linesOf(text);
  if (header === undefined) throw new Error('It is empty: a line t_s,arrivals was expected.');
  const heads = header.values.join(',');
  if (heads.toLowerCase() !== HEADER.join(',')) {
    throw new Error(`Line ${header.line}: t_s,arrivals was expected, not "${heads}".`);
  }
  return rest.map(({ values, line }) => rowOf(values, line));
}

/** Numbers and two words: a value holds neither commas nor line ends, whether it stands in quotes or not. */
function linesOf(text: string): { values: string[]; line: number }[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((row, index) => ({ row: row.trim(), line: index + 1 }))
    .filter(({ row }) => row !== '')
    .map(({ row, line }) => ({ values: row.split(',').map(unquoted), line }));
}

function unquoted(value: string): string {
  return value
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
}

function rowOf(record: readonly string[], line: number): TraceRow {
  const [tText = '', arrivalsText = ''] = record;
  if (record.length !== HEADER.length) {
    throw new Error(`Line ${line}: two values were expected, t_s and arrivals, not "${record.join(',')}".`);
  }
  const tS = tText === '' ? NaN : Number(tText);
  if (!(tS >= 0 && tS < Infinity)) {
    throw new Error(`Line ${line}: t_s was expected to be seconds from 0, not "${tText}".`);
  }
  const arrivals = arrivalsText === '' ? NaN : Number(arrivalsText);
  if (!Number.isSafeInteger(arrivals) || arrivals < 0) {
    throw new Error(
      `Line ${line}: arrivals was expected to be a whole number from 0, not "${arrivalsText}".`,
    );
  }
  return { tS, arrivals, line };
}

function binLength(rows: readonly TraceRow[]): number {
  let binS = Infinity;
  for (const [before, row] of pairs(rows)) {
    if (row.tS <= before.tS) {
      throw new Error(`Line ${row.line}: t_s was expected to be above ${before.tS}, not ${row.tS}.`);
    }
    binS = Math.min(binS, row.tS - before.tS);
  }
  if (binS === Infinity) return BIN_OF_ONE_S;
  binS = Number(binS.toPrecision(9)); // 0.3 - 0.2 is a bin of 0.1
  for (const [before, row] of pairs(rows)) {
    const bins = (row.tS - before.tS) / binS;
    if (Math.abs(bins - Math.round(bins)) > 1e-6 * bins) {
      throw new Error(
        `Line ${row.line}: bins are not uniform. ${row.tS} s is ${row.tS - before.tS} s after the row before, which is no multiple of the shortest bin, ${binS} s.`,
      );
    }
  }
  return binS;
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.slice(1).map((item, index) => [items[index] as T, item]);
}
