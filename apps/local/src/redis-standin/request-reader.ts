import RedisParser from 'redis-parser';

/** A command and its arguments, as bytes. */
export type Request = [Buffer, ...Buffer[]];

/** The client does not speak the protocol; nothing after this can be understood, so the connection ends. */
export class ProtocolError extends Error {}

/** Cuts a byte stream into requests, however the network split them. */
export class RequestReader {
  private requests: Request[] = [];
  private fatal: Error | undefined;
  private pendingBytes = 0;
  private readonly parser: RedisParser;

  /** @param maxRequestBytes a client that sends more without finishing a request is cut off */
  constructor(private readonly maxRequestBytes: number) {
    this.parser = new RedisParser({
      returnReply: (reply) => this.accept(reply),
      returnError: (error) => this.fail(error),
      returnFatalError: (error) => this.fail(error),
      returnBuffers: true,
    });
  }

  /** @returns the requests that this chunk completed @throws ProtocolError */
  read(chunk: Buffer): Request[] {
    this.pendingBytes += chunk.length;
    try {
      this.parser.execute(chunk);
    } catch (error) {
      this.fail(error as Error); // a length that no array can have, or arrays nested beyond the stack
    }
    if (this.fatal) throw new ProtocolError(this.fatal.message);
    if (this.pendingBytes > this.maxRequestBytes) throw new ProtocolError('request too large');
    const complete = this.requests;
    this.requests = [];
    return complete;
  }

  private accept(reply: unknown): void {
    this.pendingBytes = 0;
    if (isRequest(reply)) this.requests.push(reply);
    else if (!isEmptyRequest(reply)) this.fail(new Error('expected an array of bulk strings'));
  }

  private fail(error: Error): void {
    this.fatal ??= error;
  }
}

function isRequest(reply: unknown): reply is Request {
  return Array.isArray(reply) && reply.length > 0 && reply.every((part) => Buffer.isBuffer(part));
}

/** Redis ignores these too. */
function isEmptyRequest(reply: unknown): boolean {
  return reply === null || (Array.isArray(reply) && reply.length === 0);
}
