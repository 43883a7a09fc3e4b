import type { ErrorCode } from '@facefleet/contracts';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemOf } from '../problems/problem-of';

/** Answers a request that no handler will answer, and closes: what follows on the connection cannot be understood. */
export function refuseRequest(response: ServerResponse, code: ErrorCode, detail: string): void {
  const { status, text, headers } = answerOf(code, detail);
  response.writeHead(status, headers).end(text);
}

/** The same where there is not even a request. */
export function refuseConnection(socket: Socket, code: ErrorCode, detail: string): void {
  const { status, title, text, headers } = answerOf(code, detail);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${text}`);
  socket.destroySoon();
}

function answerOf(code: ErrorCode, detail: string) {
  const problem = problemOf(code, detail);
  const text = JSON.stringify(problem);
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  };
  return { status: problem.status, title: problem.title, text, headers };
}
