import { createHash } from 'node:crypto';

const MODULUS = 1n << 128n;

/**
 * The version of a gallery: a digest of its set of entry ids that does not depend on their order and follows one
 * more or one less entry in constant time (the sum of the ids' hashes modulo 2^128).
 */
export class GalleryVersion {
  private sum = 0n;

  add(id: string): void {
    this.sum = (this.sum + hashOf(id)) % MODULUS;
  }

  remove(id: string): void {
    this.sum = (this.sum - hashOf(id) + MODULUS) % MODULUS;
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    return this.sum.toString(16).padStart(32, '0');
  }
}

function hashOf(id: string): bigint {
  return BigInt(`0x${createHash('sha256').update(id).digest('hex').slice(0, 32)}`);
}
