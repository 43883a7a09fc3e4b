import { type AddressInfo } from 'node:net';
import { DiskStore } from './disk-store';
import { S3Problem } from './s3-problem';

export interface CloudServer {
  endpoint: string;
  close(): Promise<void>;
}

/** Objects are held in memory while they travel: enough for any image a gateway would take. */
const MAX_OBJECT_BYTES = 64 * 2 ** 20;

/**
 * SQS (in memory) and S3 (on disk), by fauxqs; as it comes on a free port of 127.0.0.1.
 *
 * @param objectsFolder where objects are kept
 * @param warn told about objects that can no longer be read
 */
export async function startCloudServer(
  objectsFolder: string,
  warn: (message: string) => void,
  address = { host: '127.0.0.1', port: 0 },
): Promise<CloudServer> {
  const store = new DiskStore(objectsFolder, warn);
  const { buildApp } = await import('fauxqs');
  // fauxqs makes the stores that it is not given, which its types do not say; and types its own S3 store as a class.
  const app = buildApp({ logger: false, stores: { s3Store: store } as never });
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_OBJECT_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  // fauxqs does not know conditional writes. From here to its handler nobody else gets a turn.
  app.addHook('preHandler', (request, _reply, done) => {
    const { bucket, '*': key } = request.params as { bucket?: string; '*'?: string };
    const isFirstWins = request.method === 'PUT' && request.headers['if-none-match'] === '*';
    const isTaken = isFirstWins && bucket !== undefined && key !== undefined && store.hasObject(bucket, key);
    done(isTaken ? new S3Problem('PreconditionFailed', `There is an object ${key} already`, 412) : undefined);
  });
  app.setErrorHandler(async (error, request, reply) => {
    if (!(error instanceof S3Problem)) return reply.send(error);
    reply.status(error.statusCode).header('content-type', 'application/xml');
    return reply.send(request.method === 'HEAD' ? undefined : error.toXml());
  });
  await app.listen(address);
  const { port } = app.server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => app.close() };
}
