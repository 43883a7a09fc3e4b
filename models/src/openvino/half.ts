/** IEEE 754 half precision, little endian -> float32; every half is exactly representable. */
export function halvesToFloats(bytes: Uint8Array): Float32Array {
  if (bytes.length % 2 !== 0) throw new Error(`${bytes.length} bytes are not a whole number of half floats`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => halfToFloat(view.getUint16(i * 2, true)));
}

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14; // zero and subnormal
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}
