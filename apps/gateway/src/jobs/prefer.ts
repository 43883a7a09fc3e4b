/** What a client prefers (RFC 7240). */
export interface Preference {
  /** How long it wants to wait for the answer; undefined where it did not say. */
  waitMs: number | undefined;
  /** The preferences that were understood, for `Preference-Applied`. */
  applied: string[];
}

/**
 * `respond-async`: do not wait; together with `wait=N`: wait up to N seconds, then answer 202. What is not understood
 * is ignored, as the RFC says.
 */
export function parsePrefer(header: string | string[] | undefined): Preference {
  const applied: string[] = [];
  let waitMs: number | undefined;
  for (const preference of String(header ?? '').split(/[,;]/)) {
    const [name, value] = preference.split('=').map((part) => part.trim().replace(/^"|"$/g, ''));
    if (name?.toLowerCase() === 'wait' && value !== undefined && /^\d{1,6}$/.test(value)) {
      waitMs = Number(value) * 1000;
      applied.push(`wait=${value}`);
    }
    if (name?.toLowerCase() === 'respond-async') applied.push('respond-async');
  }
  if (waitMs === undefined && applied.includes('respond-async')) waitMs = 0;
  return { waitMs, applied };
}
