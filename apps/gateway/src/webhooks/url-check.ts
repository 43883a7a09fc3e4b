import { ExpectedError } from '@facefleet/platform';
import { AddressRefused, allowedLookup, hostOf, refuseLiteral } from './allowed-lookup';

/**
 * Can this be the URL of a webhook? The look-up is for whoever registers it, who learns of a slip at once; what protects
 * us is the one at connection time.
 *
 * @throws ExpectedError `webhook-url-refused`
 */
export async function checkUrl(text: string, insecure: boolean): Promise<void> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('That is not a URL.');
  const schemes = insecure ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol)) throw refused('Use a URL that begins with https://.');
  if (url.username !== '' || url.password !== '') {
    throw refused('Leave user and password out of the URL: deliveries are signed instead.');
  }
  try {
    refuseLiteral(url, insecure);
    await resolvable(hostOf(url), insecure);
  } catch (error) {
    if (error instanceof AddressRefused) throw refused(error.message);
    throw refused(`The host ${url.hostname} cannot be resolved.`);
  }
}

function resolvable(host: string, insecure: boolean): Promise<void> {
  return new Promise((resolve, reject) =>
    allowedLookup(insecure)(host, { all: true }, (error) => (error ? reject(error) : resolve())),
  );
}

const refused = (detail: string): ExpectedError => new ExpectedError('webhook-url-refused', detail);
