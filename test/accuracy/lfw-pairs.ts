import { join } from 'node:path';
import type { ImagePair } from './compared-pair';
import { dealFolds } from './folds';

/**
 * LFW's `pairs.txt`. Its first line gives the number of folds and of pairs of each kind in a fold; the folds follow one after
 * the other, genuine pairs as `name n1 n2`, impostor pairs as `name1 n1 name2 n2`. The form of LFW's development sets, whose
 * first line has one number only, is one set, and its pairs are dealt to folds.
 *
 * @throws Error for a line of another form, or a number of lines that does not fit the first one
 */
export function lfwPairs(lines: readonly string[], images: string): ImagePair[] {
  const [header, ...rest] = lines
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(isFilled);
  const sizes = header?.text.split(/\s+/).map(Number) ?? [];
  if (sizes.length < 1 || sizes.length > 2 || !sizes.every(isCount)) {
    throw new Error(
      'The first line of the pairs file is to give the number of folds and of pairs, as "10 300".',
    );
  }
  const [folds, each] = sizes.length === 2 ? (sizes as [number, number]) : ([1, sizes[0]!] as const);
  const perFold = 2 * each;
  if (rest.length !== folds * perFold) {
    throw new Error(
      `The first line of the pairs file promises ${folds} x 2 x ${each} pairs, but it has ${rest.length}.`,
    );
  }
  const pairs = rest.map((line, index) => ({
    ...pairOf(line, images),
    fold: Math.floor(index / perFold),
  }));
  return folds === 1 ? dealFolds(pairs) : pairs;
}

interface Line {
  text: string;
  number: number;
}

function pairOf({ text, number }: Line, images: string): { a: string; b: string; same: boolean } {
  const fields = text.split(/\s+/);
  if (fields.length === 3) fields.splice(2, 0, fields[0]!);
  const [nameA, numberA, nameB, numberB] = fields;
  if (fields.length !== 4 || !isCount(Number(numberA)) || !isCount(Number(numberB))) {
    throw new Error(`Line ${number} of the pairs file is neither "name n1 n2" nor "name1 n1 name2 n2".`);
  }
  return {
    a: photoOf(images, nameA!, numberA!),
    b: photoOf(images, nameB!, numberB!),
    same: nameA === nameB,
  };
}

function photoOf(images: string, name: string, number: string): string {
  return join(images, name, `${name}_${number.padStart(4, '0')}.jpg`);
}

function isFilled({ text }: Line): boolean {
  return text !== '';
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
