import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/*
 * A stored answer is as secret as what it says, and the answer to `POST /v1/keys` says a key. So it is sealed with the
 * API key that asked: only who has that key, which is nowhere here, can be told the answer again.
 */

/** Of what an API key calls `idempotencyKey`: without the API key nobody can tell what it was. */
export function claimName(apiKey: string, idempotencyKey: string): string {
  return createHmac('sha256', apiKey).update(idempotencyKey).digest('hex');
}

export function seal(apiKey: string, name: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(apiKey, name), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** @throws where it was sealed with another key or name, or was changed */
export function unseal(apiKey: string, name: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(apiKey, name), iv, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}

function sealingKey(apiKey: string, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', apiKey, name, 'facefleet idempotency answer', KEY_BYTES));
}
