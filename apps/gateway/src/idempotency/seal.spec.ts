import { describe, expect, it } from 'vitest';
import { claimName, seal, unseal } from './seal';

const ANSWER = '{"secret":"ff_…"}';

describe('a sealed answer', () => {
  it('is told to who has the API key and the name, and says nothing to others', () => {
    const sealed = seal('key', 'name', ANSWER);
    expect(unseal('key', 'name', sealed)).toBe(ANSWER);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('secret');
    expect(() => unseal('another key', 'name', sealed)).toThrow();
    expect(() => unseal('key', 'another name', sealed)).toThrow();
  });

  it('is never twice the same', () => {
    expect(seal('key', 'name', ANSWER)).not.toBe(seal('key', 'name', ANSWER));
  });

  it.each([0, 12, 28, -1])('is not taken once its byte %d was changed', (index) => {
    const bytes = Buffer.from(seal('key', 'name', ANSWER), 'base64');
    const at = index < 0 ? bytes.length + index : index;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    expect(() => unseal('key', 'name', bytes.toString('base64'))).toThrow();
  });

  it('is not taken where it was cut off', () => {
    expect(() => unseal('key', 'name', seal('key', 'name', ANSWER).slice(0, 24))).toThrow();
  });
});

describe('the name of a claim', () => {
  it('is the same for the same two keys only', () => {
    expect(claimName('key', 'order-1')).toMatch(/^[0-9a-f]{64}$/);
    expect(claimName('key', 'order-1')).toBe(claimName('key', 'order-1'));
    expect(claimName('key', 'order-2')).not.toBe(claimName('key', 'order-1'));
    expect(claimName('another key', 'order-1')).not.toBe(claimName('key', 'order-1'));
  });
});
