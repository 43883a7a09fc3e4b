/** Tries to leave out pieces, large ones first, while what is left still fails. @returns the shortest that does */
export async function shortest(
  bytes: Buffer,
  stillFails: (bytes: Buffer) => Promise<boolean>,
  mostTries = 200,
): Promise<Buffer> {
  let best = bytes;
  let tries = 0;
  for (let size = best.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < best.length && tries < mostTries;) {
      const without = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      tries++;
      if (without.length > 0 && (await stillFails(without))) best = without;
      else at += size;
    }
  }
  return best;
}
