import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

const LOOK_EVERY_MS = 100;

/**
 * While it closes, Node's HTTP server ends the connections that are idle at that moment, and waits for those that
 * become idle later until their keep-alive runs out, and for those that have never sent a request (browsers and others
 * open such for later) until the time-out of the first one. This ends them, too.
 */
@Injectable()
export class HttpShutdown implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly unused = new Set<Socket>();
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    this.server.on('connection', (socket: Socket) => {
      this.unused.add(socket);
      socket.once('close', () => this.unused.delete(socket));
    });
    this.server.on('request', ({ socket }: IncomingMessage) => this.unused.delete(socket));
  }

  onModuleDestroy(): void {
    this.timer = setInterval(() => {
      this.server.closeIdleConnections();
      for (const socket of this.unused) socket.destroy();
    }, LOOK_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
