import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EVENTS_CLIENT, EventPublisher, RedisEventPublisher } from './events';
import { EventsClient } from './events-transport';

/** Publishing of events over the Nest Redis transport. Needs `CacheModule`, whose connection tells if Redis is up. */
@Global()
@Module({})
export class EventsModule implements OnApplicationShutdown {
  constructor(@Inject(EVENTS_CLIENT) private readonly client: EventsClient) {}

  static forRoot(redisUrl: string): DynamicModule {
    return {
      module: EventsModule,
      providers: [
        { provide: EVENTS_CLIENT, useFactory: () => new EventsClient(redisUrl) },
        { provide: EventPublisher, useClass: RedisEventPublisher },
      ],
      exports: [EventPublisher],
    };
  }

  /** Last of all: a draining worker says what it finished. */
  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
