import { readFile } from 'node:fs/promises';
import { csvPairs } from './csv-pairs';
import type { ImagePair } from './compared-pair';
import { lfwPairs } from './lfw-pairs';

/**
 * The pairs of a file in LFW's form or of a CSV with the columns a, b, same.
 *
 * @param images folder that the pairs' images lie in
 * @throws Error naming the line that is wrong
 */
export async function readPairs(file: string, images: string): Promise<ImagePair[]> {
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const isCsv = lines.some((line) => line.includes(','));
  return isCsv ? csvPairs(lines, images) : lfwPairs(lines, images);
}
