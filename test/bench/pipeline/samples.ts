/** What a piece of work took [ms]. */
export interface Cost {
  cpuMs: number;
  wallMs: number;
}

/** Of several measurements of the same thing on a machine with other work: the least is nearest to the thing itself. */
export interface Summary {
  min: number;
  median: number;
}

export function summaryOf(values: readonly number[]): Summary {
  const ascending = values.toSorted((a, b) => a - b);
  const middle = ascending.length / 2;
  const median = ((ascending[Math.ceil(middle) - 1] ?? NaN) + (ascending[Math.floor(middle)] ?? NaN)) / 2;
  return { min: ascending[0] ?? NaN, median };
}

/** Of measurements taken in turn: each of the one over its neighbour of the other. */
export function ratiosOf(over: readonly number[], under: readonly number[]): Summary {
  return summaryOf(over.map((value, i) => value / (under[i] ?? NaN)));
}

/** User and system time of this process, all threads [ms]. */
export function cpuNowMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, wall] = [cpuNowMs(), performance.now()];
  await work();
  return { cpuMs: cpuNowMs() - cpu, wallMs: performance.now() - wall };
}
