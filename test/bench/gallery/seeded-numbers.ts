export interface SeededNumbers {
  /** In [0, 1). */
  uniform: () => number;
  /** Standard normal. */
  normal: () => number;
}

/** Numbers that differ for different keys and are the same for the same (sfc32 by Chris Doty-Humphrey). */
export function numbersFrom(a: number, b = 0, c = 0): SeededNumbers {
  let [x, y, z, counter] = [a | 0, b | 0, c | 0, 1];
  const uniform = () => {
    const sum = (((x + y) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    x = y ^ (y >>> 9);
    y = (z + (z << 3)) | 0;
    z = (((z << 21) | (z >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) uniform();

  let spare: number | undefined;
  const normal = () => {
    const ready = spare;
    spare = undefined;
    if (ready !== undefined) return ready;
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}
