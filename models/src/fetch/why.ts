/** Codes whose messages are long or hold nothing that a reader needs. */
const SHORT: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  MODULE_NOT_FOUND: 'not installed',
};

/** The innermost reason of a failure in a few words; `fetch` hides it behind "fetch failed". */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return whyOf(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SHORT[code] ?? (error.message || code || error.name);
}
