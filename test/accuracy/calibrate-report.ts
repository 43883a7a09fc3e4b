import type { CalibrationTable } from './calibration-table';
import { falseMatchRatePerPerson, similarityForFalseMatchRate } from '@facefleet/gallery';
import type { Calibration, CalibrationPoint } from '@facefleet/models';
import { LEAST_COUNTED } from './calibration-table';
import type { ModelChoice } from '../support/model-choice';
import { alignedRows, percent } from '../support/text-table';

/** Fewer pairs of people than this leave it to chance whether two of them look alike. */
const ENOUGH_PAIRS_OF_PEOPLE = 1000;

export function methodOf({ tail, countedUpTo }: CalibrationTable): string {
  return (
    `FMR counted up to similarity ${countedUpTo.toFixed(4)} (${LEAST_COUNTED} impostor pairs), beyond it extrapolated along ` +
    `a tail of ${tail.kind} shape fitted to the most similar ${(100 * tail.share).toPrecision(2)} % of the impostor pairs ` +
    `(from ${tail.from.toFixed(4)}, scale ${tail.scale.toFixed(4)}); FNMR counted`
  );
}

export function calibrationReport(
  models: ModelChoice,
  calibration: Calibration,
  made: CalibrationTable,
): string {
  const { table, pairsOfPeople } = calibration;
  const sections = [
    alignedRows(`Calibration of ${models.model}`, [
      ['made from', `${calibration.madeFrom.join(', ')} on ${calibration.madeOn}`],
      [
        'people',
        `${calibration.people}, ${calibration.images} images with a face, ${calibration.failedToDetect} without`,
      ],
      [
        'pairs',
        `${calibration.genuinePairs} genuine; ${calibration.impostorPairs} impostor, of ${pairsOfPeople} pairs of people`,
      ],
      ['method', methodOf(made)],
    ]),
    [
      'similarity    FMR        FNMR',
      ...table.map(
        ({ similarity, fmr, fnmr }) =>
          `${similarity.toFixed(2).padStart(10)}    ${fmr.toExponential(1).padEnd(7)}    ${percent(fnmr)}${similarity > made.countedUpTo ? '    extrapolated' : ''}`,
      ),
    ].join('\n'),
    alignedRows('Thresholds', [
      ...[0.01, 0.001, 0.0001, 0.00001, 0.000001].map((fmr): [string, string] => [
        `FMR ${fmr.toExponential(0)}`,
        thresholdText(table, fmr),
      ]),
      ...[100, 10_000].map((faces): [string, string] => [
        `1 false match in 1,000 searches of ${faces} faces`,
        thresholdText(table, falseMatchRatePerPerson(0.001, faces)),
      ]),
    ]),
  ];
  if (pairsOfPeople < ENOUGH_PAIRS_OF_PEOPLE) {
    sections.push(
      `Only ${pairsOfPeople} pairs of people: photographs of the same two people say much the same, so that the low rates depend on who these are. Calibrate on more people before relying on them.`,
    );
  }
  return sections.join('\n\n');
}

function thresholdText(table: readonly CalibrationPoint[], fmr: number): string {
  const similarity = similarityForFalseMatchRate(table, fmr);
  return similarity === undefined ? 'beyond the table' : `similarity ${similarity.toFixed(3)}`;
}
