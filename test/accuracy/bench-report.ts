import type { Embedded } from './embed-all';
import type { IdentificationFigures } from './identification';
import { alignedRows, ms, percent } from '../support/text-table';
import type { VerificationFigures } from './verification';

export function verificationTable(title: string, figures: VerificationFigures): string {
  const { failedToDetect, failedPairs } = figures;
  return alignedRows(title, [
    [
      'pairs',
      `${figures.pairs}: ${figures.genuinePairs} of one person, ${figures.impostorPairs} of two people`,
    ],
    [
      'accuracy',
      `${percent(figures.accuracy)}, standard deviation ${percent(figures.deviation)} over ${figures.thresholds.length} folds (standard error ${percent(figures.standardError)})`,
    ],
    ['thresholds of the folds', rangeOf(figures.thresholds)],
    ['ROC AUC', figures.auc.toFixed(5)],
    ['EER', percent(figures.eer)],
    ...Object.entries(figures.tarAtFmr).map(([fmr, tar]): [string, string] => [
      `TAR at FMR ${fmr}`,
      percent(tar) +
        (figures.impostorPairs * Number(fmr) < 1 ? ' (too few impostor pairs: at no false match)' : ''),
    ]),
    [
      'failed to detect',
      failedToDetect === 0
        ? '0 images'
        : `${failedToDetect} images, in ${failedPairs} pairs: wrong decisions in the accuracy, rejections in AUC, EER and TAR`,
    ],
  ]);
}

export function identificationTable(title: string, figures: IdentificationFigures): string {
  const { knownSearches, strangerSearches } = figures;
  return alignedRows(title, [
    [
      'enrolled',
      `${figures.enrolledFaces} faces of ${figures.people} people (${figures.failedToEnrol} photographs without a face)`,
    ],
    ['searches of enrolled people', String(knownSearches)],
    ...(knownSearches === 0
      ? []
      : ([
          ['  rank 1', percent(figures.rank1)],
          ['  named rightly', percent(figures.namedRight)],
          ['  named wrongly', percent(figures.namedWrong)],
        ] satisfies [string, string][])),
    ['searches of people left out', String(strangerSearches)],
    ...(strangerSearches === 0
      ? []
      : ([['  named all the same (FPIR)', percent(figures.falsePositiveRate)]] satisfies [string, string][])),
  ]);
}

export function embeddingTable({ embeddings, failures, msPerStage, wallMs }: Embedded): string {
  const images = embeddings.size + failures.size;
  const rows: [string, string][] = [
    ['images', `${images}, ${ms(wallMs / images)} each on all cores together`],
    [
      'each image on one core',
      `decode ${ms(msPerStage.decode)}, detect ${ms(msPerStage.detect)}, align and embed ${ms(msPerStage.embed)}`,
    ],
  ];
  for (const [reason, count] of countOf(failures.values()))
    rows.push([`failed: ${reason}`, `${count} images`]);
  return alignedRows('Images', rows);
}

function countOf(reasons: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

function rangeOf(thresholds: readonly number[]): string {
  return `${Math.min(...thresholds).toFixed(4)} to ${Math.max(...thresholds).toFixed(4)}`;
}
