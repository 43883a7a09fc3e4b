import { describe, expect, it } from 'vitest';
import { idOf, looksLikeSecret, makeSecret, sha256Of } from './key-secret';

describe('the secret of a key', () => {
  it('looks like one, and is another one each time', () => {
    const secrets = Array.from({ length: 100 }, makeSecret);
    expect(new Set(secrets).size).toBe(100);
    expect(secrets.filter(looksLikeSecret)).toEqual(secrets);
    expect(secrets[0]).toMatch(/^ff_[A-Za-z0-9_-]{49}$/);
  });

  it('with a slip of the keyboard anywhere does not', () => {
    const secret = makeSecret();
    const slips = [...secret].map((character, at) => {
      const other = character === 'x' ? 'y' : 'x';
      return secret.slice(0, at) + other + secret.slice(at + 1);
    });
    expect(slips.filter(looksLikeSecret)).toEqual([]);
  });

  it.each(['', 'ff_', 'ff_short', `${makeSecret()}x`, ` ${makeSecret()}`, `${makeSecret()}\n`])(
    'is not %j',
    (text) => {
      expect(looksLikeSecret(text)).toBe(false);
    },
  );

  it('has an id that says nothing of it but the start of its hash', () => {
    const secret = makeSecret();
    expect(idOf(sha256Of(secret))).toMatch(/^[0-9a-f]{24}$/);
    expect(sha256Of(secret).startsWith(idOf(sha256Of(secret)))).toBe(true);
  });
});
