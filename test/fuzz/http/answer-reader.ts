/** An answer as it came. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: Buffer;
}

const BLANK_LINE = Buffer.from('\r\n\r\n');

/** Events without end, and archives, which may take as long as it takes to look through everything. */
const STREAMS = /^(text\/event-stream|application\/x-tar)/;

/** Takes HTTP answers out of bytes as they come; interim ones (1xx) are left out. */
export class AnswerReader {
  readonly answers: RawAnswer[] = [];
  private unread: Buffer = Buffer.alloc(0);
  private isStreaming = false;

  constructor(private readonly method: string) {}

  /** Bytes that are no whole answer. */
  get rest(): Buffer {
    return this.unread;
  }

  /** The headers of a stream have come. */
  get isStream(): boolean {
    return this.isStreaming;
  }

  read(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk]);
    while (this.takeOne(false));
  }

  /** The server has closed: an answer without a length is whole now. */
  end(): void {
    this.takeOne(true);
  }

  private takeOne(atEnd: boolean): boolean {
    const headEnd = this.unread.indexOf(BLANK_LINE);
    if (headEnd < 0) return false;
    const [line = '', ...lines] = this.unread.toString('latin1', 0, headEnd).split('\r\n');
    const [, status = ''] = /^HTTP\/1\.[01] (\d{3})/.exec(line) ?? [];
    if (status === '') return false;
    const headers = new Map(
      lines.map((text) => {
        const colon = text.indexOf(':');
        return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()] as const;
      }),
    );
    const start = headEnd + BLANK_LINE.length;
    if (status.startsWith('1')) {
      this.unread = this.unread.subarray(start);
      return true;
    }
    const isStream = STREAMS.test(headers.get('content-type') ?? '');
    if (isStream) this.isStreaming = true;
    const body = isStream
      ? { bytes: Buffer.alloc(0), end: this.unread.length }
      : this.bodyAt(start, Number(status), headers, atEnd);
    if (body === undefined) return false;
    this.answers.push({ status: Number(status), headers, body: body.bytes });
    this.unread = this.unread.subarray(body.end);
    return true;
  }

  /** undefined: it has not all come yet. */
  private bodyAt(start: number, status: number, headers: Map<string, string>, atEnd: boolean) {
    if (this.method === 'HEAD' || status === 204 || status === 304)
      return { bytes: Buffer.alloc(0), end: start };
    if (headers.get('transfer-encoding') === 'chunked') return this.chunksAt(start);
    const length = headers.get('content-length');
    const end = length === undefined ? this.unread.length : start + Number(length);
    if (length === undefined ? !atEnd : end > this.unread.length) return undefined;
    return { bytes: this.unread.subarray(start, end), end };
  }

  private chunksAt(start: number) {
    const chunks: Buffer[] = [];
    for (let at = start; ;) {
      const lineEnd = this.unread.indexOf('\r\n', at);
      if (lineEnd < 0) return undefined;
      const size = parseInt(this.unread.toString('latin1', at, lineEnd), 16);
      const next = lineEnd + 2 + size + 2;
      if (Number.isNaN(size) || next > this.unread.length) return undefined;
      if (size === 0) return { bytes: Buffer.concat(chunks), end: next };
      chunks.push(this.unread.subarray(lineEnd + 2, next - 2));
      at = next;
    }
  }
}
