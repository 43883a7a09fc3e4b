import { describe, expect, it } from 'vitest';
import { parseIdempotencyKey } from './idempotency-key';

describe('the header Idempotency-Key', () => {
  it.each([
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['order:7/first', 'order:7/first'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('means with quotes what it means without: %s', (header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each(['', '""', 'two words', 'ключ', 'tab\there', 'x'.repeat(256)])('may not be %j', (header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
  });

  it('that came twice is not taken for one that came once', () => {
    expect(parseIdempotencyKey(['a', 'b'])).toBe('a,b');
  });
});
