import { Inject, Injectable, Logger, type INestApplication } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { messageOf } from '@facefleet/platform';
import { catchError, EMPTY, timeout } from 'rxjs';
import { EventsServer } from './events-transport';
import { RedisConnection } from './redis';

/** Tells others what happened. Events are speed-ups: publishing never throws and never makes the caller wait. */
export abstract class EventPublisher {
  abstract publish(pattern: string, payload: object): void;
}

export const EVENTS_CLIENT = Symbol('events client');
const PUBLISH_TIMEOUT_MS = 1_000;
const CONNECT_AGAIN_MS = 1_000;

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

/**
 * Makes the app's `@EventPattern` handlers hear events, as soon as Redis can be reached, which may be long after the
 * start: the app does not wait for it.
 */
export function connectEvents(app: INestApplication, url: string): void {
  const logger = new Logger('Events');
  const connect = async () => {
    await app.get(RedisConnection, { strict: false }).whenReady();
    await app.startAllMicroservices();
    logger.log('Listening for events');
  };
  const keepTrying = (): void => {
    connect().catch((error: unknown) => {
      logger.warn({ error: messageOf(error) }, 'cannot listen for events yet');
      setTimeout(keepTrying, CONNECT_AGAIN_MS).unref(); // Redis came and went at just this moment
    });
  };
  app.connectMicroservice({ strategy: new EventsServer(url) });
  keepTrying();
}
