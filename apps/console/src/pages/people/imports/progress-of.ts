import type { Import } from '@facefleet/client/browser';

export function doneOf({ succeeded, rejected, failed, skipped }: Import): number {
  return succeeded + rejected + failed + skipped;
}

/** 0 to 1; undefined: it is still being found out how many there are. */
export function shareOf(one: Import): number | undefined {
  if (one.total === null) return undefined;
  return one.total === 0 ? 1 : doneOf(one) / one.total;
}

export const hasEnded = ({ status }: Import): boolean => status === 'finished' || status === 'cancelled';
