const LIMBS = 4;

/**
 * The version of a gallery: a digest of its set of entry ids that does not depend on their order and follows one more
 * or one less entry in constant time: the sum of the ids modulo 2^128, each stirred first. Ids are mostly random bits,
 * so nothing dearer is needed to tell sets apart that nobody makes up.
 */
export class GalleryVersion {
  private readonly sum = new Uint32Array(LIMBS);
  private readonly stirred = new Uint32Array(LIMBS);
  private text: string | undefined;

  add(id: string): void {
    this.stir(id);
    let carry = 0;
    for (let limb = 0; limb < LIMBS; limb++) {
      const total = (this.sum[limb] as number) + (this.stirred[limb] as number) + carry;
      this.sum[limb] = total; // modulo 2^32
      carry = total > 0xffffffff ? 1 : 0;
    }
  }

  remove(id: string): void {
    this.stir(id);
    let borrow = 0;
    for (let limb = 0; limb < LIMBS; limb++) {
      const total = (this.sum[limb] as number) - (this.stirred[limb] as number) - borrow;
      this.sum[limb] = total; // modulo 2^32
      borrow = total < 0 ? 1 : 0;
    }
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    return (this.text ??= [...this.sum].map((limb) => limb.toString(16).padStart(8, '0')).join(''));
  }

  /** Every bit of a part moves half of the bits that it becomes (the finaliser of MurmurHash3). */
  private stir(id: string): void {
    this.text = undefined;
    const hex = id.replaceAll('-', '');
    let mixed = 0;
    for (let limb = 0; limb < LIMBS; limb++) {
      mixed ^= Number.parseInt(hex.slice(limb * 8, limb * 8 + 8), 16);
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      mixed ^= mixed >>> 16;
      this.stirred[limb] = mixed;
    }
  }
}
