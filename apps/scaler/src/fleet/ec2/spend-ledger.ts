import { z } from 'zod';

const CountedTime = z.object({
  /** Of the hour or day that is counted [Unix time, ms] */
  windowStartMs: z.number(),
  /** Weighted instance-seconds since then. */
  usedS: z.number(),
  /** Until when they were counted [Unix time, ms] */
  atMs: z.number().optional(),
});
/** As the spend cap counts, and plainly since midnight. */
export const SpendRecord = CountedTime.extend({ today: CountedTime.optional() });
export type SpendRecord = z.infer<typeof SpendRecord>;

/** Where the count of what was spent outlives the scaler. */
export abstract class SpendLedger {
  abstract load(): Promise<SpendRecord | undefined>;
  abstract save(record: SpendRecord): Promise<void>;
}
