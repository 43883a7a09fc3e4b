import { z } from 'zod';

const HOUR_MS = 3600 * 1000;
const UNITS_MS = { h: HOUR_MS, d: 24 * HOUR_MS };
const DURATION = /^([1-9]\d{0,3})([hd])$/;

/**
 * What becomes of what was asked of a gallery: the images, and the answers. `keep`: nothing. `12h`, `30d`: they are gone
 * so long after the answer was stored. `none`: the image goes as soon as the answer is stored, and the answer a day
 * later, so that whoever did not wait for it can fetch it. Enrolment photographs are kept: another model needs them.
 */
export const Retention = z
  .string()
  .regex(/^(keep|none|[1-9]\d{0,3}[hd])$/, 'use keep, none, or a time from 1h to 9999d, as 12h or 30d')
  .meta({ example: '30d' });
export type Retention = z.infer<typeof Retention>;

export const KEEP = 'keep';
export const NONE = 'none';

/** How long answers stay where images are not kept at all: clients that poll have to come by. */
const ANSWERS_OF_NONE_MS = 24 * HOUR_MS;

/** How long an answer is kept [ms]; Infinity: for ever. */
export function answersKeptMs(retention: Retention): number {
  if (retention === NONE) return ANSWERS_OF_NONE_MS;
  const [, count, unit] = DURATION.exec(retention) ?? [];
  return count === undefined ? Infinity : Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}
