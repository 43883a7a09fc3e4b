import type { Dice } from '../../dice';
import { bytesOf, type Message } from '../message';
import { fieldsOf, withValueAt } from '../schema';
import { type Spoiling, takesJson } from '../spoiling';

/** One of each type, and what breaks numbers, texts and dates. */
const WRONG: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  -0,
  2 ** 53,
  '',
  'x',
  ' ',
  '\0',
  '\ud800',
  '\u202e',
  '../../etc/passwd',
  'x'.repeat(5_000),
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  'https://[::1',
  'http://169.254.169.254/latest',
  'javascript:alert(1)',
  '%00',
  [],
  [[[]]],
  [null],
  {},
  { constructor: { prototype: {} } },
  { toString: 1, valueOf: 1 },
  { length: 1e9 },
];
/** In place of `"@"`: what JSON.stringify does not write. */
const LITERALS = [
  '1e999',
  '-1e999',
  '9'.repeat(400),
  '1E400',
  '-0',
  '0.1e-999',
  '"\\ud800"',
  '"\\u0000"',
  '"\ud800\udc00"',
];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  '',
  ' ',
  '\0',
  'x'.repeat(500),
  'toString',
];

/** The body as text. */
function withText(message: Message, text: string | Buffer, type?: string): Buffer {
  const known = message.body?.kind === 'form' ? undefined : message.body?.type;
  return bytesOf({
    ...message,
    body: { kind: 'bytes', type: type ?? known ?? 'application/json', bytes: Buffer.from(text) },
  });
}

/** With JSON as the body, also of operations that would rather have a form. */
function valueOf({ body }: Message): unknown {
  return body?.kind === 'json' ? body.value : {};
}

const odd = (name: string, textOf: (value: unknown, dice: Dice) => string | Buffer): Spoiling => ({
  name,
  fits: takesJson,
  remains: 'operation',
  apply: (message, dice) => withText(asJson(message), textOf(valueOf(message), dice)),
});

/** Operations that take several types get JSON. */
function asJson(message: Message): Message {
  if (message.body?.kind === 'json') return message;
  return { ...message, body: { kind: 'json', type: 'application/json', value: {} } };
}

export const JSON_BODIES: Spoiling[] = [
  // Three times, since each request changes one field only.
  ...[1, 2, 3].map((n) =>
    odd(`a field of another type (${n})`, (value, dice) =>
      JSON.stringify(withValueAt(value, dice.pick(fieldsOf(value)), dice.pick(WRONG)) ?? null),
    ),
  ),
  odd('numbers and texts that are too much', (value, dice) =>
    JSON.stringify(withValueAt(value, dice.pick(fieldsOf(value)), '@')).replace('"@"', dice.pick(LITERALS)),
  ),
  odd('a field more', (value, dice) =>
    JSON.stringify(value)
      .replace(/^\{/, `{${JSON.stringify(dice.pick(NAMES))}:${JSON.stringify(dice.pick(WRONG))},`)
      .replace(',}', '}'),
  ),
  odd('a field twice', (value) => {
    const fields = JSON.stringify(value).slice(1, -1);
    return fields === '' ? '{"name":1,"name":"x"}' : `{${fields},${fields}}`;
  }),
  odd('a field less', (value, dice) => {
    const entries = Object.entries(value as object);
    return JSON.stringify(Object.fromEntries(entries.filter(() => dice.below(2) === 0)));
  }),
  odd('deep nesting', (_, dice) => {
    const depth = dice.pick([100, 1_000, 4_900]);
    const [open, close] = dice.pick([
      ['[', ']'],
      ['{"a":', '}'],
      ['{"metadata":', '}'],
    ] as const);
    return open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth);
  }),
  odd('deep nesting in a field', (value, dice) => {
    const path = dice.pick(fieldsOf(value));
    return JSON.stringify(withValueAt(value, path, '@')).replace(
      '"@"',
      '['.repeat(4_000) + ']'.repeat(4_000),
    );
  }),
  odd('a body that is too large', (value, dice) => {
    const size = dice.pick([9_990, 10_001, 100_000, 1_000_001]);
    return JSON.stringify({ ...(value as object), name: 'x'.repeat(size) });
  }),
  odd('a list that is too long', (value, dice) => {
    const items = Array.from({ length: dice.pick([1_001, 3_000]) }, () => 1);
    return JSON.stringify(withValueAt(value, dice.pick(fieldsOf(value)), items));
  }),
  odd('no JSON', (value, dice) => {
    const text = JSON.stringify(value);
    return dice.pick([
      '',
      ' ',
      '{',
      '}',
      '[',
      'nul',
      'undefined',
      'NaN',
      "{'a':1}",
      '{"a":1,}',
      '{a:1}',
      '\ufeff' + text,
      text + text,
      text + '\0',
      '// x\n' + text,
      text.slice(0, dice.below(text.length)),
    ]);
  }),
  odd('bytes that are no UTF-8', (value, dice) => {
    const text = Buffer.from(JSON.stringify(value));
    const at = dice.below(text.length);
    const bad = dice.pick([
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
    ]);
    return Buffer.concat([text.subarray(0, at), Buffer.from(bad), text.subarray(at)]);
  }),
  {
    name: 'another type of body',
    remains: 'operation',
    apply: (message, dice) =>
      withText(
        message,
        JSON.stringify(valueOf(message)),
        dice.pick([
          'text/plain',
          'application/xml',
          'application/json; charset=utf-16',
          'application/json; charset=no-such',
          'application/json;',
          'application/json, text/plain',
          'APPLICATION/JSON',
          'application/merge-patch+json',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          'multipart/form-data; boundary=',
          'multipart/form-data; boundary="',
          'multipart/mixed; boundary=x',
          'multipart/form-data; boundary=' + 'x'.repeat(300),
          '*/*',
          '/',
          '',
          ';',
        ]),
      ),
  },
];
