import type { ChaosReport } from './run';

/** The figures that a machine reads. */
export function figures(report: ChaosReport) {
  const { seed, requests, verdict, faults, mostDeliveries, leftovers, notTried, tookS } = report;
  return {
    seed,
    requests,
    accepted: verdict.accepted,
    lost: verdict.lost.length,
    wrong: verdict.wrong.length,
    duplicates: verdict.duplicates.length,
    faults: faults.length,
    /** The longest after each kind. */
    recoveryMs: worstByKind(faults),
    mostDeliveries,
    leftovers,
    notTried,
    tookS: Math.round(tookS),
  };
}

export function isClean({ verdict, leftovers, exitCodes }: ChaosReport): boolean {
  const { lost, wrong, duplicates } = verdict;
  const inOrder = Object.values(exitCodes).every((code) => code === 0);
  return [lost, wrong, duplicates, leftovers].every(({ length }) => length === 0) && inOrder;
}

export function sentences(report: ChaosReport): string[] {
  const { verdict, faults, mostDeliveries, leftovers, exitCodes, attempts, tookS, seed } = report;
  const { accepted, lost, wrong, duplicates } = verdict;
  return [
    ...list('lost', lost),
    ...list('wrong', wrong),
    ...list('twice', duplicates),
    ...list('left', leftovers),
    ...Object.entries(exitCodes).flatMap(([part, code]) =>
      code === 0 ? [] : [`${part} ended with ${code}`],
    ),
    ...Object.entries(worstByKind(faults)).map(([kind, ms]) => `${String(ms).padStart(7)} ms  ${kind}`),
    `seed ${seed}: ${accepted} accepted in ${attempts} attempts while ${faults.length} faults struck, in ${tookS.toFixed(0)} s, ` +
      `no message delivered more than ${mostDeliveries} times: ` +
      `${lost.length} lost, ${wrong.length} wrong, ${duplicates.length} twice, ${leftovers.length} left behind`,
  ];
}

const SHOWN = 10;

function list(what: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, SHOWN).map((line) => `${what}  ${line.slice(0, 1_000)}`);
  return lines.length > SHOWN ? [...shown, `${what}  and ${lines.length - SHOWN} more`] : shown;
}

function worstByKind(faults: ChaosReport['faults']): Record<string, number> {
  const worst: Record<string, number> = {};
  for (const { kind, recoveryMs } of faults) worst[kind] = Math.max(worst[kind] ?? 0, recoveryMs);
  return Object.fromEntries(Object.entries(worst).sort(([, a], [, b]) => b - a));
}
