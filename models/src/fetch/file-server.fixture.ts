import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer extends AsyncDisposable {
  /** Ends with a slash. */
  url: string;
  /** The `Range` header of each request so far. */
  ranges: (string | undefined)[];
}

/** A web server on a free port of this machine that answers each request as it is told. */
export async function startFileServer(answer: RequestListener): Promise<FileServer> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ranges,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Sends the file, or the part of it that is asked for. @param cutAfter breaks the connection after so many bytes */
export function serveRange(
  request: IncomingMessage,
  response: ServerResponse,
  file: Buffer,
  cutAfter = Infinity,
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const part = file.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': part.length,
    ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
  });
  if (part.length <= cutAfter) response.end(part);
  else response.write(part.subarray(0, cutAfter), () => response.destroy());
}
