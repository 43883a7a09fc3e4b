import { type ArrivalTrace, BUILT_IN_TRACES, csvTrace } from '@facefleet/scaling';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * @param asked built-in names, `builtin` for all of them, files and folders
 * @throws Error naming what is no trace, and why
 */
export async function loadTraces(asked: readonly string[], seed: number): Promise<ArrivalTrace[]> {
  const traces = await Promise.all(asked.map((one) => load(one, seed)));
  return traces.flat();
}

async function load(asked: string, seed: number): Promise<ArrivalTrace[]> {
  if (asked === 'builtin') return Object.values(BUILT_IN_TRACES).map((make) => make(seed));
  const builtIn = Object.hasOwn(BUILT_IN_TRACES, asked) ? BUILT_IN_TRACES[asked] : undefined;
  if (builtIn !== undefined) return [builtIn(seed)];
  const found = await stat(asked).catch(() => undefined);
  if (found === undefined) {
    throw new Error(
      `There is no trace "${asked}": neither a file nor built in (${Object.keys(BUILT_IN_TRACES).join(', ')}).`,
    );
  }
  if (!found.isDirectory()) return [await fromFile(asked)];
  const names = (await readdir(asked)).filter((name) => name.endsWith('.csv')).sort();
  if (names.length === 0) throw new Error(`There is no .csv file in ${asked}.`);
  return Promise.all(names.map((name) => fromFile(join(asked, name))));
}

async function fromFile(path: string): Promise<ArrivalTrace> {
  const text = await readFile(path, 'utf8');
  try {
    return csvTrace(basename(path).replace(/\.csv$/i, ''), text);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
