import type { ErrorCode } from '@facefleet/contracts';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { MAX_HEADER_BYTES } from './connection-limits';
import type { OpenConnections } from './open-connections';
import type { Refusals } from './refusals';

const KNOWN: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: [
    'headers-too-large',
    `The headers have more than ${MAX_HEADER_BYTES} bytes. Send fewer, or shorter ones.`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    'request-too-large',
    'The extensions of a chunk are too long. Leave them out.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    'request-timeout',
    'The request was not complete in time. Send it again on a better line.',
  ],
};

/** Answers what the parser of HTTP cannot read, as every error is answered; Node would answer without a body. */
export function answerMalformedRequests(
  server: Server,
  connections: OpenConnections,
  refuse: Refusals,
): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const answer = answerTo(error);
    const connection = connections.of(socket);
    if (connection !== undefined) connections.settle(connection);
    const [exchange, another] = connection?.exchanges ?? [];
    if (answer === undefined || !socket.writable || another !== undefined) socket.destroy();
    else if (exchange === undefined) refuse.connection(socket, ...answer);
    // It is the body that cannot be read. If it is not, the answer would be taken for that of a good request before.
    else if (!exchange.request.complete && !exchange.response.headersSent)
      refuse.request(exchange.response, ...answer);
    else socket.destroy();
  });
}

/** @returns undefined where nobody is there to be answered */
function answerTo({ code = '' }: NodeJS.ErrnoException): [ErrorCode, string] | undefined {
  if (KNOWN[code]) return KNOWN[code];
  if (!code.startsWith('HPE_')) return undefined;
  return ['request-invalid', 'This is no request by HTTP/1.1 (RFC 9112). Check its headers and its length.'];
}
