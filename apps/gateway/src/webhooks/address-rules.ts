import ipaddr from 'ipaddr.js';

/** What else is fine where everything runs on one machine or in one network. Never link-local: cloud metadata is there. */
const INSECURE_RANGES = ['loopback', 'private'];

/**
 * May a webhook be sent to this address? Only to public ones: nobody may use us to reach what only we can reach.
 *
 * @param address IPv4 or IPv6
 * @param insecure also this machine and private networks
 */
export function isAllowedAddress(address: string, insecure: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  // ::ffff:127.0.0.1 is 127.0.0.1; addresses that are translated or tunnelled into IPv4 have ranges of their own.
  const range = ipaddr.process(address).range();
  return range === 'unicast' || (insecure && INSECURE_RANGES.includes(range));
}
