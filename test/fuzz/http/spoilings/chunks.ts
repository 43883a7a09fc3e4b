import type { Dice } from '../../dice';
import { bodyOf, CRLF, headWith } from '../message';
import { type Spoiling, takesBody } from '../spoiling';

const END = `0${CRLF}${CRLF}`;

function chunkedWith(
  name: string,
  remains: Spoiling['remains'],
  encode: (content: Buffer, dice: Dice) => Buffer,
): Spoiling {
  return {
    name,
    remains,
    fits: takesBody,
    apply: (message, dice) => {
      const { type, bytes } = bodyOf(message) ?? { type: 'application/json', bytes: Buffer.from('{}') };
      const head = headWith(message, [
        ['Content-Type', type],
        ['Transfer-Encoding', 'chunked'],
      ]);
      return Buffer.concat([head, encode(bytes, dice)]);
    },
  };
}

function chunk(content: Buffer, size = content.length.toString(16), extension = ''): Buffer {
  return Buffer.concat([Buffer.from(`${size}${extension}${CRLF}`, 'latin1'), content, Buffer.from(CRLF)]);
}

function ended(...parts: Buffer[]): Buffer {
  return Buffer.concat([...parts, Buffer.from(END)]);
}

export const CHUNKS: Spoiling[] = [
  chunkedWith('many small chunks', 'operation', (content, dice) => {
    const size = dice.pick([1, 7, 100]);
    const few = content.subarray(0, 3_000);
    const chunks = Array.from({ length: Math.ceil(few.length / size) }, (_, i) =>
      chunk(few.subarray(i * size, (i + 1) * size)),
    );
    return ended(...chunks, ...(content.length > few.length ? [chunk(content.subarray(few.length))] : []));
  }),
  chunkedWith('chunk sizes that are none', 'none', (content, dice) =>
    ended(
      chunk(
        content,
        dice.pick([
          '',
          '-1',
          'xyz',
          '0x5',
          '1 ',
          ' 1',
          '+1',
          'f'.repeat(20),
          '1e',
          '0'.repeat(5_000) + '1',
          '\0',
          '1.5',
        ]),
      ),
    ),
  ),
  chunkedWith('chunk sizes that are wrong', 'none', (content, dice) =>
    ended(chunk(content, Math.max(1, content.length + dice.pick([-2, -1, 1, 2, 1_000])).toString(16))),
  ),
  chunkedWith('chunk extensions', 'none', (content, dice) =>
    ended(
      chunk(
        content,
        undefined,
        dice.pick([';a', ';a=b', ';a="b;c"', ';', `;${'x'.repeat(20_000)}`, '\t;a', ';a=\0', ';a\rb', ';"']),
      ),
    ),
  ),
  chunkedWith('chunks without an end', 'none', (content, dice) =>
    dice.pick([
      chunk(content),
      Buffer.concat([chunk(content), Buffer.from('0\r\n')]),
      Buffer.from('5\r\nab'),
    ]),
  ),
  chunkedWith('trailers', 'none', (content, dice) => {
    const trailers = dice.pick([
      'X-A: b\r\n',
      'Content-Length: 5\r\n',
      'Authorization: Bearer other\r\n',
      'Transfer-Encoding: chunked\r\n',
      'no header\r\n',
      `X: ${'x'.repeat(20_000)}\r\n`,
      'X: y\r\n'.repeat(3_000),
    ]);
    return Buffer.concat([chunk(content), Buffer.from(`0\r\n${trailers}\r\n`)]);
  }),
];
