const SQRT_2_PI = Math.sqrt(2 * Math.PI);
/** From here on the continued fraction converges quickly; below, the series does. */
const FAR = 2.5;

/** Probability that a standard normal value is at least z. Right in its leading digits however small it is. */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = normalDensity(z);
  if (z < FAR) {
    // Phi(z) = 1/2 + density * (z + z^3/3 + z^5/(3*5) + ...)
    let term = z;
    let sum = z;
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // Laplace: density / (z + 1/(z + 2/(z + 3/(z + ...))))
  let fraction = z;
  for (let n = 80; n >= 1; n--) fraction = z + n / fraction;
  return density / fraction;
}

/** The z that a standard normal value reaches or exceeds with this probability, 0 < probability < 1. */
export function normalUpperQuantile(probability: number): number {
  let low = -38;
  let high = 38;
  while (high - low > 1e-13 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (normalUpperTail(middle) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Logarithm of the standard normal density. */
export function logNormalDensity(z: number): number {
  return -(z * z) / 2 - Math.log(SQRT_2_PI);
}

function normalDensity(z: number): number {
  return Math.exp(logNormalDensity(z));
}
