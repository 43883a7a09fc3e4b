import { Global, Module } from '@nestjs/common';
import { Claims } from './claims';
import { Idempotency } from './idempotency.service';
import { OldClaims } from './old-claims';

/** What `@Idempotent()` needs, for the controllers of all modules. */
@Global()
@Module({ providers: [Claims, Idempotency, OldClaims], exports: [Idempotency] })
export class IdempotencyModule {}
