import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from './address-rules';

describe('where a webhook may be sent', () => {
  it.each(['1.1.1.1', '93.184.216.34', '2606:4700::1111'])('%s is public', (address) => {
    expect(isAllowedAddress(address, false)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '0.0.0.0',
    '::',
    '10.0.0.7',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1', // carrier-grade NAT
    '169.254.169.254', // metadata of cloud machines
    'fd00:ec2::254', // the same over IPv6
    'fe80::1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe', // 169.254.169.254 behind NAT64
    '2002:7f00:1::', // 127.0.0.1 in 6to4
    'example.com',
    '',
  ])('%s is refused', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
  });

  it('also takes this machine and private networks where that is switched on, but never metadata', () => {
    for (const address of ['127.0.0.1', '::1', '10.0.0.7', '192.168.1.1'])
      expect(isAllowedAddress(address, true), address).toBe(true);
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', '0.0.0.0'])
      expect(isAllowedAddress(address, true), address).toBe(false);
  });
});
