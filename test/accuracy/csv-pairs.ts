import { resolve } from 'node:path';
import type { ImagePair } from './compared-pair';
import { dealFolds } from './folds';

const SAME = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/**
 * Lines `a,b,same`: two images and 1, 0, true or false, with or without a line of headings. Fields may stand in double
 * quotes. Folds are dealt in the order of the lines.
 *
 * @param images folder that relative paths start from
 * @throws Error naming a line of another form
 */
export function csvPairs(lines: readonly string[], images: string): ImagePair[] {
  const rows = lines
    .map((text, index) => ({ fields: fieldsOf(text), number: index + 1 }))
    .filter(({ fields }) => fields.some((field) => field !== ''));
  if (rows[0]?.fields[2]?.toLowerCase() === 'same') rows.shift();
  return dealFolds(
    rows.map(({ fields, number }) => {
      const [a, b, sameText] = fields;
      const same = SAME.get(sameText?.toLowerCase() ?? '');
      if (!a || !b || same === undefined || fields.length !== 3) {
        throw new Error(
          `Line ${number} of the pairs file is not "a,b,same" with same as 0, 1, true or false.`,
        );
      }
      return { a: resolve(images, a), b: resolve(images, b), same };
    }),
  );
}

/** RFC 4180 without line breaks in fields. */
function fieldsOf(line: string): string[] {
  const fields = line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?=,|$)/g);
  return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim());
}
