/** A status line such as `OK`, which RESP tells apart from data. */
export class Status {
  constructor(readonly text: string) {}
}

/** An answer that the client throws. `message` starts with a code such as `ERR`. */
export class CommandError extends Error {}

/** What a command answers: `null` is RESP2's null bulk string. */
export type Reply = Status | CommandError | Buffer | string | number | bigint | null | Reply[];

const CRLF = Buffer.from('\r\n');

export const OK = new Status('OK');

/** RESP2 */
export function encodeReply(reply: Reply): Buffer {
  const parts: Buffer[] = [];
  append(reply, parts);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function append(reply: Reply, parts: Buffer[]): void {
  const line = (text: string) => parts.push(Buffer.from(`${text}\r\n`));
  if (reply === null) line('$-1');
  else if (typeof reply === 'number' || typeof reply === 'bigint') line(`:${reply}`);
  else if (reply instanceof Status) line(`+${reply.text}`);
  else if (reply instanceof CommandError) line(`-${oneLine(reply.message)}`);
  else if (Array.isArray(reply)) {
    line(`*${reply.length}`);
    for (const part of reply) append(part, parts);
  } else {
    const bytes = typeof reply === 'string' ? Buffer.from(reply) : reply;
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, CRLF);
  }
}

/** An error is a line: what a client put into its command must not end it early. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
