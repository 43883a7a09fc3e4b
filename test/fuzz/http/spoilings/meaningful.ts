import { bytesOf, type Message } from '../message';
import type { Spoiling } from '../spoiling';

const VALUES: Record<string, readonly string[]> = {
  Prefer: [
    'wait=',
    'wait=-1',
    'wait=0.5',
    'wait=99999999999999999999',
    'wait=NaN',
    'wait=1, respond-async',
    'respond-async, wait=0; foo="bar',
    'wait="1"',
    'return=minimal',
    ',,,,',
    'wait=0'.repeat(500),
    '"',
  ],
  'Idempotency-Key': [
    '',
    '""',
    '"key"',
    'key',
    '"\\"',
    '"a", "b"',
    ' ',
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(5_000),
    '../../x',
    '__proto__',
    '%00',
    '"\xfc"',
    '"a";b=c',
    '1',
    'redis*?[a]',
  ],
  Accept: [
    '',
    '*/*',
    'text/html',
    'application/x-ndjson',
    'application/json;q=nan',
    ',',
    'a'.repeat(3_000),
    '*/*;q=0',
  ],
  'Content-Type': [
    '',
    'x',
    'application/json',
    'multipart/form-data; boundary=x',
    'application/zip',
    ';;;',
    '\xff',
  ],
  'Last-Event-ID': [
    '',
    '0',
    '-1',
    'finished',
    '../..',
    'x'.repeat(5_000),
    '\xff',
    '__proto__',
    '9'.repeat(50),
  ],
  Range: [
    'bytes=0-1',
    'bytes=-1',
    'bytes=5-1',
    'bytes=0-0,1-1,2-2',
    'bytes=99999999999999999999-',
    'items=0-1',
    'bytes=',
  ],
  'If-None-Match': ['*', '""', 'W/"x"', 'x', '"'.repeat(1_000)],
  'If-Match': ['*', '"x"', ','],
  'If-Modified-Since': ['now', 'Thu, 01 Jan 1970 00:00:00 GMT', '-1'],
  Origin: ['null', 'https://elsewhere.example', '\xff', 'file://'],
  'Access-Control-Request-Method': ['DELETE', 'X Y'],
  'X-Forwarded-For': ['127.0.0.1', '::1, 10.0.0.1', 'x'.repeat(2_000), "'"],
  'X-HTTP-Method-Override': ['DELETE', 'PATCH'],
  Cookie: ['a=b', '__proto__=x', '='.repeat(3_000)],
  Traceparent: ['00-x-y-z', '\xff'],
};
const AUTHORIZATIONS = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer  ',
  'bearer x',
  'BEARER x',
  'Basic YWRtaW46YWRtaW4=',
  'Bearer x y',
  'Bearer x, Bearer y',
  'Bearer \xff',
  'Bearer ' + 'x'.repeat(10_000),
  'Bearer ../../keys',
  'Bearer __proto__',
  'Bearer %00',
  'Bearer ff_00000000000000000000_0000000000000000000000000000',
  'Digest username="x"',
  'Negotiate',
  'Bearer null',
  'Bearer undefined',
  '"Bearer x"',
];

const withHeaders = (message: Message, headers: Message['headers']): Message => {
  const names = headers.map(([name]) => name);
  return { ...message, headers: [...message.headers.filter(([name]) => !names.includes(name)), ...headers] };
};

export const MEANINGFUL: Spoiling[] = [
  {
    name: 'odd headers that mean something',
    remains: 'operation',
    apply: (message, dice) => {
      const names = Object.keys(VALUES).filter((name) => name !== 'Content-Type');
      const odd = [dice.pick(names), dice.pick(names)].map((name): [string, string] => [
        name,
        dice.pick(VALUES[name] ?? []),
      ]);
      return bytesOf(withHeaders(message, odd));
    },
  },
  {
    name: 'an odd Idempotency-Key or Prefer',
    remains: 'operation',
    fits: ({ parameters }) => parameters.some((parameter) => parameter.in === 'header'),
    apply: (message, dice) => {
      const name = dice.pick(['Idempotency-Key', 'Prefer', 'Last-Event-ID']);
      return bytesOf(withHeaders(message, [[name, dice.pick(VALUES[name] ?? [])]]));
    },
  },
  {
    name: 'an odd Authorization',
    remains: 'operation',
    apply: (message, dice) => bytesOf(withHeaders(message, [['Authorization', dice.pick(AUTHORIZATIONS)]])),
  },
  {
    name: 'two types of body',
    remains: 'http',
    apply: (message, dice) =>
      bytesOf(withHeaders(message, [['Content-Type', dice.pick(VALUES['Content-Type'] ?? [])]])),
  },
];
