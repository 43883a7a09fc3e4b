import type { Dice } from '../../dice';
import { bodyOf, BOUNDARY, bytesOf, CRLF, formBytes, type Message, type Part, partBytes } from '../message';
import { type Spoiling, takesForm } from '../spoiling';

const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const END = Buffer.from(`--${BOUNDARY}--${CRLF}`);
const NAMES = [
  'image',
  'images',
  'Image',
  'image[]',
  'image.x',
  'inputFile',
  '__proto__',
  'constructor',
  '',
  'toString',
  'gallery',
];
const TEXTS = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  '../..',
  '\0',
  'ü',
  '%2e%2e',
  '{"a":1}',
  'x'.repeat(4_097),
  '\ud800',
];
const FILE_NAMES = [
  '',
  '..',
  '../../etc/passwd',
  'C:\\x',
  'a\0.png',
  'x'.repeat(10_000),
  '.',
  '%00',
  'ü.png',
  '"',
];

/** The parts of the form; of an operation that takes another body as well, a form of one image. */
function partsOf({ body }: Message): Part[] {
  return body?.kind === 'form'
    ? body.parts
    : [{ name: 'image', fileName: 'x', content: Buffer.from('no image') }];
}

function sent(message: Message, bytes: Buffer, type = TYPE): Buffer {
  return bytesOf({ ...message, body: { kind: 'bytes', type, bytes } });
}

const form = (
  name: string,
  encode: (parts: Part[], dice: Dice) => Buffer | { bytes: Buffer; type: string },
): Spoiling => ({
  name,
  fits: takesForm,
  remains: 'operation',
  apply: (message, dice) => {
    const encoded = encode(partsOf(message), dice);
    return Buffer.isBuffer(encoded) ? sent(message, encoded) : sent(message, encoded.bytes, encoded.type);
  },
});

export const FORMS: Spoiling[] = [
  form('boundaries that differ', (parts, dice) => ({
    bytes: formBytes(parts),
    type: dice.pick([
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary=another',
      `multipart/form-data; boundary="${BOUNDARY}"`,
      `multipart/form-data; boundary=${BOUNDARY}; boundary=x`,
      `multipart/form-data; boundary=${BOUNDARY}-`,
      `multipart/form-data; boundary=--${BOUNDARY}`,
      `multipart/form-data; boundary=${'x'.repeat(5_000)}`,
      `multipart/form-data; boundary=\t${BOUNDARY}\t`,
      `multipart/form-data; Boundary=${BOUNDARY}; charset=utf-7`,
      `multipart/mixed; boundary=${BOUNDARY}`,
      `multipart/form-data, ${TYPE}`,
    ]),
  })),
  form('boundaries twice', (parts, dice) => {
    const doubled = Buffer.from(`--${BOUNDARY}${CRLF}`.repeat(dice.between(1, 50)));
    return Buffer.concat([doubled, formBytes(parts)]);
  }),
  form('no end', (parts, dice) => {
    const bytes = formBytes(parts);
    return bytes.subarray(
      0,
      dice.pick([bytes.length - END.length, bytes.length - 4, dice.below(bytes.length)]),
    );
  }),
  form('nothing but ends', (parts, dice) =>
    dice.pick([
      Buffer.alloc(0),
      END,
      Buffer.concat([END, END]),
      Buffer.concat([formBytes(parts), formBytes(parts)]),
      Buffer.from(CRLF.repeat(1_000)),
      Buffer.concat([Buffer.from('a preamble'.repeat(1_000) + CRLF), formBytes(parts)]),
      Buffer.concat([formBytes(parts), Buffer.alloc(100_000, 'x')]),
    ]),
  ),
  form('a form in a form', (parts) => ({
    bytes: Buffer.concat([
      partBytes(
        { name: 'image', content: formBytes(parts) },
        'form-data; name="image"',
        `Content-Type: multipart/mixed; boundary=${BOUNDARY}2${CRLF}`,
      ),
      END,
    ]),
    type: TYPE,
  })),
  form('dispositions', (parts, dice) => {
    const [first = { name: 'image', content: Buffer.alloc(0) }, ...others] = parts;
    const disposition = dice.pick([
      '',
      'form-data',
      'attachment; name="image"; filename="x"',
      'form-data; name=image; filename=x',
      'form-data; name="image',
      'form-data; name="image"; name="other"; filename="x"',
      'form-data; filename="x"',
      'form-data; name="image"; filename=""',
      'form-data; name="image"; filename*=UTF-8\'\'%e2%82%ac.png',
      'form-data; name="image"; filename*=UTF-8\'\'%ff%00',
      'form-data; name="image"; filename*=no-such\'\'x',
      `form-data; name="${'n'.repeat(20_000)}"; filename="x"`,
      'form-data; name="im\0age"; filename="x"',
      'form-data; name="image\\"; filename="x"',
      'FORM-DATA; NAME="image"; FILENAME="x"',
      `form-data;${' '.repeat(2_000)}name="image"; filename="x"`,
      `form-data; name="image";${CRLF} filename="x"`,
      ...'x'
        .repeat(5)
        .split('')
        .map((_, n) => `form-data${'; a=b'.repeat(10 ** n / 5)}; name="image"; filename="x"`),
    ]);
    return Buffer.concat([partBytes(first, disposition), formBytes(others)]);
  }),
  form('headers of a part', (parts, dice) => {
    const [first = { name: 'image', content: Buffer.alloc(0) }, ...others] = parts;
    const more = dice.pick([
      'Content-Type: \0\r\n',
      'Content-Type: text/plain; charset=utf-16\r\n',
      'Content-Type: text/plain; charset=no-such\r\n',
      'Content-Type: image/svg+xml\r\n',
      'Content-Type: application/json\r\n',
      'Content-Transfer-Encoding: base64\r\n',
      'Content-Transfer-Encoding: quoted-printable\r\n',
      'Content-Disposition: form-data; name="gallery"\r\n',
      'no header\r\n',
      `X: ${'x'.repeat(100_000)}\r\n`,
      'X: y\r\n'.repeat(3_000),
      'X: y\n',
      ' folded\r\n',
    ]);
    return Buffer.concat([partBytes(first, undefined, more), formBytes(others)]);
  }),
  form('names of fields', (parts, dice) =>
    formBytes(
      parts.map((part) => ({
        ...part,
        name: dice.pick([...NAMES, part.name, 'n'.repeat(30_000), 'a\0b', 'ü', 'a"b']),
      })),
    ),
  ),
  form('names of files', (parts, dice) =>
    formBytes(parts.map((part) => ({ ...part, fileName: dice.pick(FILE_NAMES) }))),
  ),
  form('a file where text belongs, and text where a file does', (parts) =>
    formBytes(
      parts.map(({ fileName, ...part }) => (fileName === undefined ? { ...part, fileName: 'x' } : part)),
    ),
  ),
  form('many parts', (parts, dice) => {
    const [first] = parts;
    const count = dice.pick([2, 21, 22, 100, 1_100]);
    const extra: Part =
      dice.below(2) && first?.fileName !== undefined
        ? { ...first, content: Buffer.from('x') }
        : { name: dice.pick(['gallery', 'x', 'maxFaces']), content: Buffer.from('1') };
    return formBytes([...parts, ...Array.from({ length: count }, () => extra)]);
  }),
  form('odd texts', (parts, dice) => {
    const text = (name: string): Part => ({ name, content: Buffer.from(dice.pick(TEXTS)) });
    const options = [
      'gallery',
      'maxFaces',
      'maxFalseMatchRate',
      'personId',
      'name',
      'model',
      'maxCandidates',
      '__proto__',
    ];
    return formBytes([...parts, text(dice.pick(options)), text(dice.pick(options))]);
  }),
  form('texts that are no UTF-8', (parts, dice) =>
    formBytes([
      ...parts,
      { name: dice.pick(['gallery', 'name', 'x']), content: Buffer.from([0xff, 0xc0, 0x80]) },
    ]),
  ),
  form('files that are no images', (parts, dice) =>
    formBytes(
      parts.map((part) =>
        part.fileName === undefined
          ? part
          : {
              ...part,
              content: dice.pick([
                Buffer.alloc(0),
                Buffer.from('GIF89a'),
                Buffer.from([0xff, 0xd8, 0xff]),
                Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
                Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1'),
                Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1'),
                Buffer.from('\0\0\0\x18ftypavif', 'latin1'),
                Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
                Buffer.concat([part.content.subarray(0, 60), dice.bytes(200)]),
                part.content.subarray(0, dice.below(part.content.length)),
              ]),
            },
      ),
    ),
  ),
  {
    name: 'a form for what takes none',
    remains: 'operation',
    fits: (target) => !takesForm(target),
    apply: (message) =>
      sent(message, bodyOf({ ...message, body: { kind: 'form', parts: partsOf(message) } })!.bytes),
  },
];
