import type { Dice } from '../../dice';
import { bytesOf, type Message, targetOf } from '../message';
import type { Spoiling } from '../spoiling';

/** As they stand in the request line. */
const IDS = [
  '',
  '.',
  '..',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..',
  '%252e%252e%252f',
  '%c0%ae%c0%ae%c0%af', // overlong
  '%e0%80%ae',
  '%ff%fe',
  '%',
  '%2',
  '%zz',
  '%00',
  'a%00b',
  '%0d%0aX-Injected:%20yes',
  '%u002e',
  '%20',
  '%09',
  '%7f',
  '%e2%80%ae',
  '%f0%9f%98%80',
  '%ed%a0%80', // half of a surrogate pair
  '*',
  "'%20OR%201=1--",
  '$%7bjndi:ldap:%2f%2fx%7d',
  '{id}',
  ':id',
  ';a=b',
  'a;b',
  'a,b',
  'a%2fb',
  'a/b',
  '__proto__',
  'constructor',
  'entries',
  'default%00',
  'DEFAULT',
  '-1',
  '0',
  '1e9',
  'null',
  'undefined',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8', // version 1
  '6ba7b810-9dad-31d1-80b4-00c04fd430c8',
  '1b4e28ba-2fa1-41d2-883f-0016d3cca427', // version 4
  '1ec9414c-232a-6b00-b3c8-9e6bdeced846', // version 6
  '019338E2-81D0-7A32-B7A5-6A1D2C9E8F03',
  'ffffffff-ffff-7fff-bfff-ffffffffffff', // of a time that never comes
  '00000000-0000-7000-8000-000000000000',
  '{019338e2-81d0-7a32-b7a5-6a1d2c9e8f03}',
  'urn:uuid:019338e2-81d0-7a32-b7a5-6a1d2c9e8f03',
  '019338e281d07a32b7a56a1d2c9e8f03',
  '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03-0',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(255),
  'x'.repeat(2_000),
  '%f0%9f%98%80'.repeat(100),
];

/** The path with one of its segments replaced; the first two name the operation. */
function withSegment(message: Message, segment: string, dice: Dice): Message {
  const segments = message.path.split('/');
  segments[dice.between(Math.min(3, segments.length - 1), segments.length - 1)] = segment;
  return { ...message, path: segments.join('/') || '/' };
}

const QUERIES = [
  'limit=0',
  'limit=-1',
  'limit=1e3',
  'limit=99999999999999999999',
  'limit=NaN',
  'limit=',
  'limit=1&limit=2',
  'limit[]=1',
  'limit[a]=1',
  'cursor=',
  'cursor=%00',
  'cursor=%ff',
  'cursor=..%2f..',
  'cursor=__proto__',
  'cursor=' + 'x'.repeat(3_000),
  'gallery=%2e%2e',
  'gallery=a&gallery=b',
  'gallery[a]=b',
  'since=yesterday',
  'since=2026-02-30T00:00:00Z',
  'since=-271821-04-20T00:00:00.000Z',
  'since=2026-01-01T00:00:00Z&until=2025-01-01T00:00:00Z',
  'until=9999-12-31T23:59:59Z',
  'format=xml',
  'format=jsonl&limit=1',
  'status=',
  'status=no-such',
  'include=result',
  'before=0',
  'metadata.a=b&metadata.a=c',
  'metadata.=x',
  'metadata.__proto__=x',
  'metadata.' + 'k'.repeat(500) + '=x',
  'maxFaces=1.5',
  'maxFalseMatchRate=-1',
  'maxFalseMatchRate=1e-400',
  '__proto__=1',
  '__proto__[a]=1',
  'constructor[prototype][a]=1',
  'a[b][c][d][e][f][g]=1',
  '&&&&',
  '=',
  '?',
  '%',
  '%zz=%zz',
  'a=%c0%ae',
  'a=b#c',
  'a=' + 'x'.repeat(14_000),
  Array.from({ length: 1_100 }, (_, i) => `a${i}=`).join('&'),
];

export const IDS_AND_QUERIES: Spoiling[] = [
  // Several times, since there are many of them.
  ...[1, 2, 3].map((n): Spoiling => ({
    name: `an odd id (${n})`,
    remains: 'http',
    apply: (message, dice) => bytesOf(withSegment(message, dice.pick(IDS), dice)),
  })),
  {
    name: 'two odd ids',
    remains: 'http',
    apply: (message, dice) =>
      bytesOf(withSegment(withSegment(message, dice.pick(IDS), dice), dice.pick(IDS), dice)),
  },
  {
    name: 'slashes and dots',
    remains: 'http',
    apply: (message, dice) =>
      bytesOf({
        ...message,
        path: dice.pick([
          `/${message.path}`,
          `${message.path}/`,
          message.path.replaceAll('/', '//'),
          message.path.replace('/v1', '/v1/..%2fv1'),
          message.path.replace('/v1', '/v1/../v1'),
          `/./${message.path}`,
          message.path.replaceAll('/', '%2f'),
          message.path.toUpperCase(),
          `${message.path};a=b`,
          `${message.path}%00`,
          `${message.path}.json`,
          `/docs/..%2f..%2fpackage.json`,
          `/docs/../../package.json`,
          '/docs/%2e%2e/%2e%2e/package.json',
          '/docs/swagger-ui.css%00',
        ]),
      }),
  },
  ...[1, 2].map((n): Spoiling => ({
    name: `an odd query (${n})`,
    remains: 'http',
    apply: (message, dice) => {
      const known = targetOf(message);
      const odd = dice.pick(QUERIES);
      return bytesOf({ ...message, query: [], path: `${known}${known.includes('?') ? '&' : '?'}${odd}` });
    },
  })),
];
