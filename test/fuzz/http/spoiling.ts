import type { Dice } from '../dice';
import type { Message } from './message';
import type { Target } from './target';

/** A way to make a request wrong, or odd. */
export interface Spoiling {
  name: string;
  /** Of which operations; undefined: of all. */
  fits?: (target: Target) => boolean;
  apply(message: Message, dice: Dice, target: Target): Buffer;
  /**
   * `operation`: it is still a request of this operation, and what it documents is all that may come.
   * `http`: it is HTTP, but perhaps of another operation or of none.
   * `none`: it may be no HTTP at all, or not all of it comes: a connection that is closed is an answer, too.
   */
  remains: 'operation' | 'http' | 'none';
  /** A second answer would be one to a request that somebody else smuggled in. */
  onlyOneAnswer?: true;
}

export const takesForm = ({ bodies }: Target) => bodies.some(({ type }) => type === 'multipart/form-data');
export const takesJson = ({ bodies }: Target) => bodies.some(({ type }) => type.includes('json'));
export const takesBody = ({ bodies }: Target) => bodies.length > 0;
