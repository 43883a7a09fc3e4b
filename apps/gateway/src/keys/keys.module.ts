import { Global, Module } from '@nestjs/common';
import { KeyEventsController } from './key-events.controller';
import { KeyStore, ObjectKeyStore } from './key-store';
import { KeysController } from './keys.controller';
import { KeysService } from './keys.service';
import { KnownKeys } from './known-keys';
import { LastUsed } from './last-used';

/** API keys. The guards, which stand before every handler, ask `KnownKeys`. */
@Global()
@Module({
  controllers: [KeysController, KeyEventsController],
  providers: [KeysService, KnownKeys, LastUsed, { provide: KeyStore, useClass: ObjectKeyStore }],
  exports: [KnownKeys, LastUsed],
})
export class KeysModule {}
