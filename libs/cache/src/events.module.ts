import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';
import { EVENTS_CLIENT, EventPublisher, RedisEventPublisher, redisTransport } from './events';

/** Publishing of events over the Nest Redis transport. Needs `CacheModule`, whose connection tells if Redis is up. */
@Global()
@Module({})
export class EventsModule {
  static forRoot(redisUrl: string): DynamicModule {
    return {
      module: EventsModule,
      imports: [ClientsModule.register([{ name: EVENTS_CLIENT, ...redisTransport(redisUrl) }])],
      providers: [{ provide: EventPublisher, useClass: RedisEventPublisher }],
      exports: [EventPublisher],
    };
  }
}
