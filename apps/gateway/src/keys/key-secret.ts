import { createHash, randomBytes } from 'node:crypto';

/** The prefix tells people and secret scanners what it is. */
const PREFIX = 'ff_';
const SECRET_BYTES = 32;
const CHECK_CHARACTERS = 6;
const SHAPE = /^ff_[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{6}$/;
const ID_DIGITS = 24;

/**
 * A new key. It is 256 random bits, so nobody can try them all and its plain SHA-256 may be stored: the slow hashes are
 * for what people choose. The last characters check the others, so that a slip of the keyboard never reaches the store.
 */
export function makeSecret(): string {
  const random = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  return random + checkOf(random);
}

export function looksLikeSecret(text: string): boolean {
  return SHAPE.test(text) && checkOf(text.slice(0, -CHECK_CHARACTERS)) === text.slice(-CHECK_CHARACTERS);
}

export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * The public id of a key: the start of its hash, so that one object serves both questions, "whose secret is this?" and
 * "what is the key of this id?". 96 bits of the hash say nothing about 256 random bits.
 */
export function idOf(sha256: string): string {
  return sha256.slice(0, ID_DIGITS);
}

function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, CHECK_CHARACTERS);
}
