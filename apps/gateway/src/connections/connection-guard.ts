import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { ConnectionLimits } from './connection-limits';
import { answerMalformedRequests } from './malformed-requests';
import { OpenConnections } from './open-connections';
import { Refusals } from './refusals';
import { SlowClients } from './slow-clients';

const SAY_AGAIN_AFTER_MS = 60_000;

/** Holds the server's clients to `ConnectionLimits`. */
@Injectable()
export class ConnectionGuard implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConnectionGuard.name);
  private timer: NodeJS.Timeout | undefined;
  private saidAtMs = -Infinity;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(ConnectionLimits) private readonly limits: ConnectionLimits,
    @Inject(Refusals) private readonly refusals: Refusals,
  ) {}

  onApplicationBootstrap(): void {
    const { maxConnections, lookEveryMs } = this.limits;
    const server = this.host.httpAdapter.getHttpServer() as Server;
    const connections = new OpenConnections(server, maxConnections, () => this.sayFull());
    answerMalformedRequests(server, connections, this.refusals);
    const slowClients = new SlowClients(connections, this.limits, this.refusals);
    this.timer = setInterval(() => slowClients.look(), lookEveryMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sayFull(): void {
    if (performance.now() - this.saidAtMs < SAY_AGAIN_AFTER_MS) return;
    this.saidAtMs = performance.now();
    const { maxConnections } = this.limits;
    this.logger.warn({ maxConnections }, 'all connections are at work: new ones are refused');
  }
}
