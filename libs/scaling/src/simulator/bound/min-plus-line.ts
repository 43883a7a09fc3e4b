/** Up to so many steps are tried one by one; with more a queue of candidates is faster. */
const FEW = 5;
let queue = new Int32Array(1024);

/**
 * target[i] becomes at most offset + source[i - e] + e x slope, for each e from `least` to `most` with i >= e.
 * Source and target are different arrays; the first `length` entries are looked at.
 */
export function minPlusLine(
  target: Float64Array,
  source: Float64Array,
  length: number,
  least: number,
  most: number,
  slope: number,
  offset: number,
): void {
  if (most - least < FEW) {
    for (let e = least; e <= most && e < length; e++) {
      const added = offset + e * slope;
      for (let i = e; i < length; i++) {
        const value = source[i - e]! + added;
        if (value < target[i]!) target[i] = value;
      }
    }
    return;
  }
  if (queue.length < length) queue = new Int32Array(2 * length);
  // Candidates in the window, ascending in place and in source[j] - j x slope: the first one is the best.
  let head = 0;
  let tail = 0;
  for (let i = least; i < length; i++) {
    const entering = i - least;
    const worth = source[entering]! - entering * slope;
    while (tail > head && source[queue[tail - 1]!]! - queue[tail - 1]! * slope >= worth) tail--;
    queue[tail++] = entering;
    if (queue[head]! < i - most) head++;
    const best = queue[head]!;
    const value = offset + source[best]! + (i - best) * slope;
    if (value < target[i]!) target[i] = value;
  }
}
