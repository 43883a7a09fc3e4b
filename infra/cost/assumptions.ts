import { z } from 'zod';

const amount = z.number().min(0);

/** What is not a price and not a setting of the stack. */
export const Assumptions = z.strictObject({
  hoursPerMonth: amount.default(730),
  /** Recognizer's CPU for one image [s]: README measures 0.021 to 0.025 for 250x250 pixels on x86, and the first seconds of a worker cost more; 12 megapixels take some 0.06 more. */
  cpuSPerImage: amount.default(0.03),
  vcpusPerWorker: amount.default(2),
  /** Share of bought machine time in which its CPUs work: the rest is booting, waiting and the minimum of 60 s. */
  workerUse: z.number().gt(0).max(1).default(0.5),
  imageMb: amount.default(0.5),
  /** Requests to S3 for one recognition: image and result are put; image, earlier result and the gallery's news are read. */
  putsPerImage: amount.default(2),
  getsPerImage: amount.default(4),
  /** Sent, received, deleted, and what is received in vain. */
  sqsPerImage: amount.default(4),
  /** With nobody there: each gateway polls three queues every 2 s, each scaler counts two queues every 2 s, and the balancer asks. */
  idleSqsPerS: amount.default(5.5),
  /** A guess: keys, webhooks, orders and decisions are looked after now and then. */
  idleGetsPerS: amount.default(1),
  idlePutsPerS: amount.default(0.1),
  endpoints: amount.default(6),
  alarmMetrics: amount.default(23),
  /** What the apps send of themselves, by label: fewer with nobody there, more with every code of a problem that occurs. */
  ownMetrics: amount.default(40),
  secrets: amount.default(3),
  idleLogGb: amount.default(1),
});
export type Assumptions = z.infer<typeof Assumptions>;
