/** The parser that ioredis brings along; it ships no types. Requests are arrays of bulk strings, a subset of replies. */
declare module 'redis-parser' {
  interface RedisParserOptions {
    returnReply(reply: unknown): void;
    returnError(error: Error): void;
    returnFatalError(error: Error): void;
    returnBuffers: boolean;
  }

  export default class RedisParser {
    constructor(options: RedisParserOptions);
    execute(chunk: Buffer): void;
  }
}
