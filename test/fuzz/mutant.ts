import type { BaseImage } from './base-images';
import { Dice } from './dice';
import { MUTATIONS, type Mutation } from './mutations';

/** One image of a run; seed and index are enough to make it again. */
export interface Mutant {
  index: number;
  base: string;
  mutation: string;
  bytes: Buffer;
}

/** More images than a run has. */
const STRIDE = 2 ** 24;

/** Each kind of mutation as often as the others, and within it each base image. */
export async function mutantOf(seed: number, index: number, bases: readonly BaseImage[]): Promise<Mutant> {
  const mutation = MUTATIONS[index % MUTATIONS.length] as Mutation;
  const fitting = mutation.fits ? bases.filter(mutation.fits) : bases;
  const base = fitting[Math.floor(index / MUTATIONS.length) % fitting.length] as BaseImage;
  const bytes = await mutation.apply(base, new Dice(seed * STRIDE + index), bases);
  return { index, base: base.name, mutation: mutation.name, bytes };
}
