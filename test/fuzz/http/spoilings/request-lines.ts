import type { Dice } from '../../dice';
import { bytesOf, CRLF, type Message, targetOf } from '../message';
import type { Spoiling } from '../spoiling';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND'];
const ODD_METHODS = [
  '',
  'get',
  'G ET',
  'FETCH',
  'GET\0',
  'POST\t',
  'M-SEARCH',
  'QUERY',
  'X'.repeat(5_000),
  'ГЕТ',
];
const VERSIONS = [
  'HTTP/0.9',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/9.9',
  'HTTP/1',
  'http/1.1',
  'HTTPS/1.1',
];

/** The request with another first line. */
function withLine(message: Message, line: string): Buffer {
  const bytes = bytesOf(message);
  return Buffer.concat([Buffer.from(line, 'latin1'), bytes.subarray(bytes.indexOf(CRLF))]);
}

export const REQUEST_LINES: Spoiling[] = [
  {
    name: 'another method',
    remains: 'none',
    apply: (message, dice) => bytesOf({ ...message, method: dice.pick(METHODS) }),
  },
  {
    name: 'no method',
    remains: 'none',
    apply: (message, dice) => withLine(message, `${dice.pick(ODD_METHODS)} ${message.path} HTTP/1.1`),
  },
  {
    name: 'another version',
    remains: 'none',
    apply: (message, dice) =>
      withLine(message, `${message.method} ${targetOf(message)} ${dice.pick(VERSIONS)}`),
  },
  {
    name: 'an odd request line',
    remains: 'none',
    apply: (message, dice) => withLine(message, oddLine(message, dice)),
  },
  {
    name: 'a very long path',
    remains: 'none',
    apply: (message, dice) =>
      bytesOf({
        ...message,
        path: message.path + `/${'x'.repeat(dice.pick([300, 5_000, 17_000, 100_000]))}`,
      }),
  },
];

function oddLine({ method, path }: Message, dice: Dice): string {
  return dice.pick([
    method,
    `${method} ${path}`,
    `${method}  ${path}  HTTP/1.1`,
    `${method}\t${path}\tHTTP/1.1`,
    `${method} http://elsewhere.example${path} HTTP/1.1`,
    `${method} //elsewhere.example${path} HTTP/1.1`,
    `${method} * HTTP/1.1`,
    `${method} ${path}#part HTTP/1.1`,
    `${method} ${path} HTTP/1.1 more`,
    `${method} \\${path} HTTP/1.1`,
    `${method} ${path}\0 HTTP/1.1`,
    ` ${method} ${path} HTTP/1.1`,
    `${CRLF}${CRLF}${method} ${path} HTTP/1.1`,
    `${method} ${path}\rX: y HTTP/1.1`,
  ]);
}
