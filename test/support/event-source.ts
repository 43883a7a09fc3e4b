export interface ServerEvent {
  event: string;
  id?: string;
  data: unknown;
}

/** A stream of Server-Sent Events, read as a client would that can send headers. */
export class EventSourceClient {
  readonly events: ServerEvent[] = [];
  /** Lines that begin with a colon. */
  comments = 0;
  retryMs: number | undefined;
  /** Resolves when the server ends the stream; rejects when it is cut off. */
  readonly ended: Promise<void>;

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    this.ended = this.read();
    this.ended.catch(() => undefined); // for those who do not ask
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventSourceClient> {
    const abort = new AbortController();
    return new EventSourceClient(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let unread = '';
    for await (const chunk of this.response.body ?? []) {
      unread += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = unread.split('\n\n');
      unread = blocks.pop() ?? '';
      for (const block of blocks) this.hear(block.split('\n'));
    }
  }

  private hear(lines: string[]): void {
    const fields = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
      }),
    );
    if (fields.has('')) this.comments += 1;
    if (fields.has('retry')) this.retryMs = Number(fields.get('retry'));
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({
      event: fields.get('event') ?? 'message',
      id: fields.get('id'),
      data: JSON.parse(data) as unknown,
    });
  }
}
