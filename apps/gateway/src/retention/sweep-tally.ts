/** What a sweep has done. */
export interface SweepTally {
  looked: number;
  answers: number;
  images: number;
  batches: number;
}

export const newTally = (): SweepTally => ({ looked: 0, answers: 0, images: 0, batches: 0 });
