import type { Dice } from '../../dice';
import { bodyOf, CRLF, headWith, type Message } from '../message';
import { type Spoiling, takesBody } from '../spoiling';

/** What somebody behind a proxy of ours would want to be taken for a request of its own. */
const SMUGGLED = `GET /health/live HTTP/1.1${CRLF}Host: smuggled${CRLF}${CRLF}`;

/** The body once more, as a single chunk. */
function chunked(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}${CRLF}`),
    bytes,
    Buffer.from(`${CRLF}0${CRLF}${CRLF}`),
  ]);
}

function framed(message: Message, headers: Message['headers'], content: Buffer): Buffer {
  const type = bodyOf(message)?.type ?? 'application/json';
  return Buffer.concat([headWith(message, [['Content-Type', type], ...headers]), content]);
}

function contentOf(message: Message): Buffer {
  return bodyOf(message)?.bytes ?? Buffer.from('{}');
}

/** Shapes by which a proxy and a server can disagree on where a request ends. */
export const FRAMING: Spoiling[] = [
  {
    name: 'length and chunks at once',
    remains: 'none',
    onlyOneAnswer: true,
    apply: (message, dice) => {
      const content = contentOf(message);
      const both: Message['headers'] = [
        ['Content-Length', String(dice.pick([0, 4, content.length]))],
        ['Transfer-Encoding', 'chunked'],
      ];
      const headers = dice.below(2) ? both : both.toReversed();
      return Buffer.concat([framed(message, headers, chunked(content)), Buffer.from(SMUGGLED)]);
    },
  },
  {
    name: 'two lengths',
    remains: 'none',
    onlyOneAnswer: true,
    apply: (message, dice) => {
      const content = contentOf(message);
      const other = dice.pick(['0', '1', String(content.length + 1), `${content.length}, 0`]);
      const headers: Message['headers'] = [
        ['Content-Length', String(content.length)],
        ['Content-Length', other],
      ];
      return framed(
        message,
        dice.below(2) ? headers : headers.toReversed(),
        Buffer.concat([content, Buffer.from(SMUGGLED)]),
      );
    },
  },
  {
    name: 'lengths that are none',
    remains: 'none',
    onlyOneAnswer: true,
    apply: (message, dice) => {
      const { length } = contentOf(message);
      const value = dice.pick([
        '-1',
        '+5',
        '0x10',
        '1e3',
        '5 5',
        `${length}.0`,
        '',
        'NaN',
        '9'.repeat(30),
        `${length}\u000b`,
        `${length};x`,
      ]);
      return framed(
        message,
        [['Content-Length', value]],
        Buffer.concat([contentOf(message), Buffer.from(SMUGGLED)]),
      );
    },
  },
  {
    name: 'encodings that are not chunked',
    remains: 'none',
    onlyOneAnswer: true,
    apply: (message, dice) => {
      const headers = encodings(dice).map((value): [string, string] => ['Transfer-Encoding', value]);
      return Buffer.concat([framed(message, headers, chunked(contentOf(message))), Buffer.from(SMUGGLED)]);
    },
  },
  {
    name: 'encodings beside chunked',
    remains: 'none',
    apply: (message, dice) => {
      const headers = encodingsThatEndInChunked(dice).map((value): [string, string] => [
        'Transfer-Encoding',
        value,
      ]);
      return framed(message, headers, chunked(contentOf(message)));
    },
  },
  {
    name: 'a length that is too short',
    fits: takesBody,
    remains: 'none',
    apply: (message, dice) => {
      const content = contentOf(message);
      return framed(message, [['Content-Length', String(dice.below(content.length))]], content);
    },
  },
  {
    name: 'a length that is too long',
    remains: 'none',
    apply: (message, dice) => {
      const content = contentOf(message);
      const length = content.length + dice.pick([1, 100, 1_000_000, 30_000_000]);
      return framed(message, [['Content-Length', String(length)]], content);
    },
  },
  {
    name: 'a compressed body',
    fits: takesBody,
    remains: 'operation',
    apply: (message, dice) => {
      const content = dice.below(2) ? contentOf(message) : dice.bytes(500);
      return framed(
        message,
        [
          ['Content-Encoding', dice.pick(['gzip', 'br', 'deflate', 'identity', 'zstd', 'x'])],
          ['Content-Length', String(content.length)],
        ],
        content,
      );
    },
  },
  {
    name: 'several requests at once',
    remains: 'none',
    apply: (message, dice) => {
      const one = framed(
        message,
        [['Content-Length', String(contentOf(message).length)]],
        contentOf(message),
      );
      return Buffer.concat([
        ...Array.from({ length: dice.between(2, 5) }, () => one),
        dice.bytes(dice.below(2) * 20),
      ]);
    },
  },
];

function encodings(dice: Dice): string[] {
  return dice.pick([
    ['chunked, identity'],
    ['identity'],
    ['xchunked'],
    ['chunked\u000b'],
    ['chunked', 'identity'],
    ['"chunked"'],
    [''],
    ['chunked;q=1'],
  ]);
}

/** By these the body is framed as chunks are, whatever else is done to it. */
function encodingsThatEndInChunked(dice: Dice): string[] {
  return dice.pick([
    ['identity, chunked'],
    ['gzip, chunked'],
    ['gzip', 'chunked'],
    ['chunked', 'chunked'],
    [`${CRLF} chunked`],
    ['\tCHUNKED\t'],
  ]);
}
