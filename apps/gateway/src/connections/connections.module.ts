import { type DynamicModule, Module } from '@nestjs/common';
import { ConnectionGuard } from './connection-guard';
import { ConnectionLimits } from './connection-limits';
import { Refusals } from './refusals';

@Module({})
export class ConnectionsModule {
  static forRoot(limits: ConnectionLimits): DynamicModule {
    return {
      module: ConnectionsModule,
      providers: [{ provide: ConnectionLimits, useValue: limits }, ConnectionGuard, Refusals],
    };
  }
}
