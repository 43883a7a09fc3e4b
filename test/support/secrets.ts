/** Shorter ones would be found in anything. */
const SHORTEST = 12;

/** Whatever a test has sent or was given that must stand in no log, with what it is. */
const known = new Map<string, string>();

export function noteSecret(what: string, value: string): void {
  if (value.length >= SHORTEST) known.set(value, what);
}

/** What goes out with a request: its key, and what its client calls it. */
export function noteRequestSecrets(headers: Headers): void {
  const authorization = headers.get('Authorization');
  if (authorization !== null) noteSecret('an API key', authorization.replace(/^Bearer +/i, ''));
  const idempotencyKey = headers.get('Idempotency-Key');
  if (idempotencyKey !== null) noteSecret('an Idempotency-Key', idempotencyKey.replaceAll('"', ''));
}

/** What comes back: the secrets of keys and webhooks, and what makes a URL valid. */
export function noteAnswerSecrets(text: string): void {
  for (const [, secret = ''] of text.matchAll(/"secret":"([^"]+)"/g)) {
    noteSecret('the secret of a key or a webhook', secret);
    noteSecret('the secret of a webhook', secret.replace(/^whsec_/, ''));
  }
  for (const [, signature = ''] of text.matchAll(/X-Amz-Signature=([0-9a-f]+)/g))
    noteSecret('the signature of an upload URL', signature);
}

/** What of all that stands in a text: what it is, and the line. */
export function secretsIn(text: string): string[] {
  const found = [...known].filter(([secret]) => text.includes(secret));
  return found.map(([secret, what]) => {
    const line = text.split('\n').find((one) => one.includes(secret)) ?? '';
    return `${what}: ${line.replaceAll(secret, '<secret>')}`;
  });
}

/** @throws where a known secret stands in the log of a system */
export function requireNoSecrets(log: string): void {
  const found = secretsIn(log);
  if (found.length > 0) throw new Error(`Secrets in the log:\n${found.join('\n')}`);
}
