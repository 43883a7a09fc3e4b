import { bytesOf, CRLF, type Message } from '../message';
import type { Spoiling } from '../spoiling';

const withHeader = (message: Message, name: string, value: string): Message => ({
  ...message,
  headers: [...message.headers, [name, value]],
});

export const HEADERS: Spoiling[] = [
  {
    name: 'headers that are too large',
    remains: 'none',
    apply: (message, dice) => {
      const [count, size] = dice.pick([
        [1, 16_000],
        [1, 17_000],
        [1, 1_000_000],
        [100, 100],
        [3_000, 1],
        [5_000, 20],
      ] as const);
      const more = Array.from({ length: count }, (_, i): [string, string] => [`X-${i}`, 'x'.repeat(size)]);
      return bytesOf({ ...message, headers: [...message.headers, ...more] });
    },
  },
  {
    name: 'invalid characters in headers',
    remains: 'none',
    apply: (message, dice) =>
      bytesOf(
        withHeader(
          message,
          dice.pick(['X-A', 'X A', 'X\0', 'X:Y', '', '{}', 'Ключ', 'X\x7f']),
          dice.pick(['a\0b', 'a\rb', 'a\nb', '\x01', 'ü', '\x7f', 'a\r\n\r\nb']),
        ),
      ),
  },
  {
    name: 'folded headers',
    remains: 'none',
    apply: (message, dice) =>
      bytesOf(withHeader(message, 'X-Folded', `one${CRLF}${dice.pick([' ', '\t', '  '])}two`)),
  },
  {
    name: 'headers twice',
    remains: 'none',
    apply: (message, dice) => {
      const [name, value] = dice.pick(message.headers);
      return bytesOf(withHeader(message, name, dice.pick([value, `${value}x`, '', 'other'])));
    },
  },
  {
    name: 'spaces around the colon',
    remains: 'none',
    apply: (message, dice) =>
      bytesOf(
        withHeader(
          message,
          dice.pick(['X-A ', 'X-A\t', ' X-A', 'Content-Length ', 'Transfer-Encoding ']),
          '5',
        ),
      ),
  },
  {
    name: 'bare line ends',
    remains: 'none',
    apply: (message, dice) =>
      Buffer.from(
        bytesOf(message)
          .toString('latin1')
          .replaceAll(CRLF, dice.pick(['\n', '\r', '\r\r\n'])),
        'latin1',
      ),
  },
  {
    name: 'hosts',
    remains: 'none',
    apply: (message, dice) => {
      const others = message.headers.filter(([name]) => name !== 'Host');
      const hosts = dice.pick([
        [],
        [''],
        ['a', 'b'],
        ['a, b'],
        ['[::1'],
        ['a:99999999'],
        ['../..'],
        ['x'.repeat(9_000)],
      ]);
      return bytesOf({
        ...message,
        headers: [...others, ...hosts.map((host): [string, string] => ['Host', host])],
      });
    },
  },
  {
    name: 'connection and upgrade',
    remains: 'none',
    apply: (message, dice) => {
      const [name, value] = dice.pick([
        ['Connection', 'Upgrade, HTTP2-Settings'],
        ['Connection', 'close, Authorization, Content-Length'],
        ['Upgrade', 'websocket'],
        ['Upgrade', 'h2c'],
        ['Expect', '100-continue'],
        ['Expect', 'a miracle'],
        ['Keep-Alive', 'timeout=0, max=-1'],
        ['TE', 'trailers, deflate'],
        ['Trailer', 'Content-Length'],
        ['Max-Forwards', '0'],
      ] as const);
      const upgraded = name === 'Upgrade' ? withHeader(message, 'Connection', 'Upgrade') : message;
      return bytesOf(withHeader(upgraded, name, value));
    },
  },
];
