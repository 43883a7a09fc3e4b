import type { IncomingMessage } from 'node:http';

/** Without slashes around it, and as it was sent: nothing is decoded. */
export function requestPath({ url = '' }: IncomingMessage): string {
  return url.split('?')[0]?.replace(/^\/+|\/+$/g, '') ?? '';
}
