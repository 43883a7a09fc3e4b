import { type LookupAddress, lookup as dnsLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isAllowedAddress } from './address-rules';

export class AddressRefused extends Error {
  constructor(
    readonly host: string,
    readonly address: string,
  ) {
    super(`The host resolves to ${address}, which is not a public address.`);
  }
}

type Resolve = (host: string, found: (error: Error | null, addresses: LookupAddress[]) => void) => void;
const resolveAll: Resolve = (host, found) => dnsLookup(host, { all: true }, found);

/**
 * What a socket asks for the address that it then connects to. A name that was public when it was registered, and is
 * another one now, does not help: what is checked is what is connected to.
 */
export function allowedLookup(insecure: boolean, resolve: Resolve = resolveAll): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      const refused = addresses?.find(({ address }) => !isAllowedAddress(address, insecure));
      if (error) callback(error, '');
      else if (refused) callback(new AddressRefused(host, refused.address), '');
      else if (first === undefined) callback(new Error('the host has no address'), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/**
 * A socket looks up names only: an address in the URL itself is checked here.
 * @throws AddressRefused
 */
export function refuseLiteral(url: URL, insecure: boolean): void {
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAllowedAddress(host, insecure)) throw new AddressRefused(host, host);
}

/** Without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
