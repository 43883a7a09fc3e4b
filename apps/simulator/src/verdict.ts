import { FACEFLEET } from '@facefleet/scaling';
import type { Row } from './row';

/** @returns those of the same contest that both missed fewer and cost less; undefined where we did not take part */
export function betterThanOurs(rows: readonly Row[]): { ours: Row; better: Row[] } | undefined {
  const ours = rows.find(({ policy }) => policy === FACEFLEET);
  if (ours === undefined) return undefined;
  const better = rows.filter(
    ({ missed, billedInstanceS }) => missed < ours.missed && billedInstanceS < ours.billedInstanceS,
  );
  return { ours, better };
}

/** The autoscaler to be shown beside ours: of those that do not know the trace the one that missed least, then the cheapest. */
export function bestBaseline(rows: readonly Row[]): Row | undefined {
  return rows
    .filter(({ policy }) => policy !== FACEFLEET && !policy.startsWith('fixed-'))
    .sort((a, b) => a.missed - b.missed || a.billedInstanceS - b.billedInstanceS)[0];
}
