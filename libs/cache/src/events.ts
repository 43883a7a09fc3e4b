import { Inject, Injectable, Logger, type INestApplication } from '@nestjs/common';
import { ClientProxy, type MicroserviceOptions, type RedisOptions, Transport } from '@nestjs/microservices';
import { messageOf } from '@facefleet/platform';
import { catchError, EMPTY, timeout } from 'rxjs';
import { RedisConnection } from './redis';

/** Tells others what happened. Events are speed-ups: publishing never throws and never makes the caller wait. */
export abstract class EventPublisher {
  abstract publish(pattern: string, payload: object): void;
}

export const EVENTS_CLIENT = Symbol('events client');
const PUBLISH_TIMEOUT_MS = 1_000;

@Injectable()
export class RedisEventPublisher extends EventPublisher {
  private readonly logger = new Logger(RedisEventPublisher.name);

  constructor(
    @Inject(EVENTS_CLIENT) private readonly client: ClientProxy,
    @Inject(RedisConnection) private readonly redis: RedisConnection,
  ) {
    super();
  }

  publish(pattern: string, payload: object): void {
    if (!this.redis.isReady) return;
    this.client
      .emit(pattern, payload)
      .pipe(
        timeout(PUBLISH_TIMEOUT_MS),
        catchError((error: unknown) => {
          this.logger.debug({ pattern, error: messageOf(error) }, 'event not published');
          return EMPTY;
        }),
      )
      .subscribe();
  }
}

/** Options of the Nest transport under which it comes back after Redis was away for however long. */
export function redisTransport(url: string): RedisOptions {
  const { hostname, port, username, password, protocol, pathname } = new URL(url);
  return {
    transport: Transport.REDIS,
    options: {
      host: hostname,
      port: port === '' ? 6379 : Number(port),
      username: username === '' ? undefined : decodeURIComponent(username),
      password: password === '' ? undefined : decodeURIComponent(password),
      db: pathname.length > 1 ? Number(pathname.slice(1)) : undefined,
      tls: protocol === 'rediss:' ? {} : undefined,
      retryAttempts: 1e9,
      retryDelay: 500,
    },
  };
}

/**
 * Makes the app's `@EventPattern` handlers hear events, as soon as Redis can be reached, which may be long after the
 * start: the app does not wait for it.
 */
export function connectEvents(app: INestApplication, url: string): void {
  const logger = new Logger('Events');
  const connect = async () => {
    await app.get(RedisConnection, { strict: false }).whenReady();
    app.connectMicroservice<MicroserviceOptions>(redisTransport(url));
    await app.startAllMicroservices();
    logger.log('Listening for events');
  };
  connect().catch((error: unknown) => logger.error({ error: messageOf(error) }, 'cannot listen for events'));
}
