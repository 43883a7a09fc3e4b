import type { CalibrationPoint } from '@facefleet/models';
import type { Scores } from './compared-pair';
import { fitImpostorTail, type ImpostorTail } from './impostor-tail';
import { falseMatchRate, falseNonMatchRate } from './roc';

/** A rate is counted where this many impostor pairs make it, give or take a third; below it is extrapolated. */
export const LEAST_COUNTED = 10;
/** The table ends at this rate: one false match in a search of a million faces is one in a thousand searches. */
const LOWEST_FMR = 1e-9;
const STEP = 0.01;

export interface CalibrationTable {
  tail: Pick<ImpostorTail, 'kind' | 'from' | 'share' | 'scale'>;
  /** False match rates are counted up to this similarity, and follow the tail beyond. */
  countedUpTo: number;
  /** The false match rate there. */
  countedDownToFmr: number;
  /** By rising similarity: the false match rate never rises, the false non-match rate never falls. */
  table: CalibrationPoint[];
}

/**
 * False match and false non-match rates on a grid of similarities. Beyond the last rate that enough impostor pairs make, the
 * false match rate goes on from there as the fitted tail falls. False non-match rates are counted throughout.
 *
 * @param scores of pairs that could be compared
 * @throws Error for fewer than 100 impostor pairs, or none genuine
 */
export function calibrationTable(scores: Scores): CalibrationTable {
  const { genuine, impostor } = scores;
  if (genuine.length === 0)
    throw new Error('A calibration needs genuine pairs: people with two photographs or more.');
  const tail = fitImpostorTail(impostor);
  const countedUpTo = impostor[impostor.length - LEAST_COUNTED]!;
  const countedDownToFmr = falseMatchRate(scores, countedUpTo);
  const fmrAt = (similarity: number) =>
    similarity <= countedUpTo
      ? falseMatchRate(scores, similarity)
      : (countedDownToFmr * tail.rateFrom(similarity)) / tail.rateFrom(countedUpTo);

  const median = impostor[impostor.length >> 1]!;
  const table: CalibrationPoint[] = [];
  for (let step = Math.floor(median / STEP); step * STEP <= 1; step++) {
    const similarity = Number((step * STEP).toFixed(2));
    const fmr = fmrAt(similarity);
    if (fmr < LOWEST_FMR) break;
    table.push({
      similarity,
      fmr: Number(fmr.toPrecision(3)),
      fnmr: Number(falseNonMatchRate(scores, similarity).toPrecision(3)),
    });
  }
  const { kind, from, share, scale } = tail;
  return { tail: { kind, from, share, scale }, countedUpTo, countedDownToFmr, table };
}
