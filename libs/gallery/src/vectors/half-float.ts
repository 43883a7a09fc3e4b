const EXPONENT = 0x7c00;

/** What each of the 65,536 half floats (IEEE 754, 16 bits) stands for. */
export const HALF_VALUES: Float32Array = Float32Array.from({ length: 0x10000 }, (_, half) => valueOf(half));

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/** The nearest half float, of two equally near the even one; what is too large becomes infinite. */
export function toHalf(value: number): number {
  float[0] = value;
  const bits = floatBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 0x1f) return sign | EXPONENT | (exponent === 143 && fraction !== 0 ? 0x200 : 0);
  if (exponent > 0) return sign | rounded((exponent << 23) | fraction, 13);
  if (exponent < -10) return sign;
  return sign | rounded(0x800000 | fraction, 14 - exponent);
}

/** @throws RangeError where a value is no number or too large for a half float (65,504) */
export function encodeHalves(values: Float32Array): Uint16Array {
  const halves = Uint16Array.from(values, toHalf);
  requireFinite(halves);
  return halves;
}

export function decodeHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => HALF_VALUES[half] as number);
}

/** @throws RangeError where one of them is infinite or no number */
export function requireFinite(halves: Uint16Array): void {
  for (let i = 0; i < halves.length; i++) {
    if (((halves[i] as number) & EXPONENT) === EXPONENT) throw new RangeError(`Value ${i} is not finite`);
  }
}

/** Without its last bits; a carry out of the fraction raises the exponent, as it must. */
function rounded(bits: number, dropped: number): number {
  const kept = bits >>> dropped;
  const rest = bits & ((1 << dropped) - 1);
  const middle = 1 << (dropped - 1);
  return rest > middle || (rest === middle && (kept & 1) === 1) ? kept + 1 : kept;
}

function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half & EXPONENT) >> 10;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
