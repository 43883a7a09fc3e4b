import type { ErrorCode } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemOf } from '../problems/problem-of';
import { GatewayMetrics } from '../telemetry/gateway-metrics';

/** Answers what no handler will answer, and counts it as they do. */
@Injectable()
export class Refusals {
  constructor(@Inject(GatewayMetrics) private readonly metrics: Pick<GatewayMetrics, 'problems'>) {}

  /** And closes: what follows on the connection cannot be understood. */
  request(response: ServerResponse, code: ErrorCode, detail: string): void {
    const { status, text, headers } = answerOf(code, detail);
    this.metrics.problems.inc({ code });
    response.writeHead(status, headers).end(text);
  }

  /** The same where there is not even a request. */
  connection(socket: Socket, code: ErrorCode, detail: string): void {
    const { status, title, text, headers } = answerOf(code, detail);
    this.metrics.problems.inc({ code });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${text}`);
    socket.destroySoon();
  }
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
