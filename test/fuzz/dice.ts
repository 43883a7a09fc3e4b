import { randomFrom } from '../accuracy/random.fixture';

/** Random choices, the same ones for a seed. */
export class Dice {
  private readonly uniform: () => number;

  constructor(seed: number) {
    this.uniform = randomFrom(seed);
  }

  /** A whole number from 0 to `end - 1`. */
  below(end: number): number {
    return Math.floor(this.uniform() * end);
  }

  /** A whole number, both ends included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
