import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * A port of 127.0.0.1 on which somebody else can listen now. Nothing holds it: another process may be quicker.
 *
 * @param port   0 for any
 * @param except where somebody will listen soon
 * @throws with code EADDRINUSE or EACCES where it cannot be had
 */
export async function probePort(port: number, ...except: number[]): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: found } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return except.includes(found) ? probePort(port, ...except) : found;
}
