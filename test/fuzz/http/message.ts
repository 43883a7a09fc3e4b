/** A request before it is bytes. */
export interface Message {
  method: string;
  /** As it stands in the request line, without the query. */
  path: string;
  query: [name: string, value: string][];
  headers: [name: string, value: string][];
  body: Body | undefined;
}

export type Body =
  | { kind: 'json'; type: string; value: unknown }
  | { kind: 'form'; parts: Part[] }
  | { kind: 'bytes'; type: string; bytes: Buffer };

/** One part of a form. */
export interface Part {
  name: string;
  /** Makes a file of it. */
  fileName?: string;
  content: Buffer;
}

export const BOUNDARY = 'a-boundary-of-the-fuzzer';
export const CRLF = '\r\n';

export function bytesOf(message: Message): Buffer {
  return Buffer.concat([headOf(message), bodyOf(message)?.bytes ?? Buffer.alloc(0)]);
}

/** Request line and headers, with type and length of the body. */
export function headOf(message: Message): Buffer {
  const body = bodyOf(message);
  const described: Message['headers'] = body
    ? [
        ['Content-Type', body.type],
        ['Content-Length', String(body.bytes.length)],
      ]
    : [];
  return headWith(message, described);
}

/** With these in place of the headers that describe the body. */
export function headWith(message: Message, described: Message['headers']): Buffer {
  const lines = [...message.headers, ...described].map(([name, value]) => `${name}: ${value}${CRLF}`);
  return Buffer.from(
    `${message.method} ${targetOf(message)} HTTP/1.1${CRLF}${lines.join('')}${CRLF}`,
    'latin1',
  );
}

export function targetOf({ path, query }: Message): string {
  const pairs = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

export function bodyOf({ body }: Message): { type: string; bytes: Buffer } | undefined {
  switch (body?.kind) {
    case undefined:
      return undefined;
    case 'json':
      return { type: body.type, bytes: Buffer.from(JSON.stringify(body.value)) };
    case 'bytes':
      return body;
    case 'form':
      return { type: `multipart/form-data; boundary=${BOUNDARY}`, bytes: formBytes(body.parts) };
  }
}

export function formBytes(parts: readonly Part[]): Buffer {
  return Buffer.concat([...parts.map((part) => partBytes(part)), Buffer.from(`--${BOUNDARY}--${CRLF}`)]);
}

export function partBytes(
  { name, fileName, content }: Part,
  disposition = dispositionOf(name, fileName),
  more = '',
): Buffer {
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}${CRLF}Content-Disposition: ${disposition}${CRLF}${more}${CRLF}`),
    content,
    Buffer.from(CRLF),
  ]);
}

function dispositionOf(name: string, fileName: string | undefined): string {
  return `form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}`;
}
