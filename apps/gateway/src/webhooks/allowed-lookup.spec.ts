import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { AddressRefused, allowedLookup, refuseLiteral } from './allowed-lookup';

const PUBLIC = { address: '1.1.1.1', family: 4 };
const METADATA = { address: '169.254.169.254', family: 4 };

function lookUp(addresses: LookupAddress[], all: boolean) {
  const lookup = allowedLookup(false, (_host, found) => found(null, addresses));
  return new Promise((resolve, reject) =>
    lookup('example.com', { all }, (error, found) => (error ? reject(error) : resolve(found))),
  );
}

describe('the address that a socket connects to', () => {
  it('is what the name resolves to, in either form that Node asks for', async () => {
    expect(await lookUp([PUBLIC], true)).toEqual([PUBLIC]);
    expect(await lookUp([PUBLIC], false)).toBe('1.1.1.1');
  });

  it('is none where one of them is not public', async () => {
    await expect(lookUp([PUBLIC, METADATA], true)).rejects.toThrow(AddressRefused);
    await expect(lookUp([METADATA], false)).rejects.toThrow('169.254.169.254');
    await expect(lookUp([], false)).rejects.toThrow('no address');
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:a9fe:a9fe]/',
  ])('cannot be smuggled in as %s', (url) => {
    expect(() => refuseLiteral(new URL(url), false)).toThrow(AddressRefused);
  });
});
