import { Global, Module } from '@nestjs/common';
import { Principals } from '../auth/principals';
import { KeyEventsController } from './key-events.controller';
import { KeyStore, ObjectKeyStore } from './key-store';
import { KeysController } from './keys.controller';
import { KeysService } from './keys.service';
import { KnownKeys } from './known-keys';
import { LastUsed } from './last-used';

/** API keys. The guards, which stand before every handler, ask `Principals`. */
@Global()
@Module({
  controllers: [KeysController, KeyEventsController],
  providers: [KeysService, KnownKeys, LastUsed, Principals, { provide: KeyStore, useClass: ObjectKeyStore }],
  exports: [LastUsed, Principals],
})
export class KeysModule {}
