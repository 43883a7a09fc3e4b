/** What a client prefers (RFC 7240). */
export interface Preference {
  /** It does not want to wait, or not longer than `waitS`. */
  respondAsync: boolean;
  /** How long it wants to wait for the answer [s]; undefined where it did not say. */
  waitS: number | undefined;
}

/** Reads `respond-async` and `wait=N`. What is not understood is ignored, and of duplicates the first counts. */
export function parsePrefer(header: string | string[] | undefined): Preference {
  const preference: Preference = { respondAsync: false, waitS: undefined };
  for (const text of String(header ?? '').split(',')) {
    const withoutParameters = text.split(';')[0] ?? '';
    const [name, value] = withoutParameters.split('=').map((part) => part.trim().replace(/^"|"$/g, ''));
    if (name?.toLowerCase() === 'respond-async') preference.respondAsync = true;
    if (name?.toLowerCase() === 'wait' && value !== undefined && /^\d{1,6}$/.test(value)) {
      preference.waitS ??= Number(value);
    }
  }
  return preference;
}
