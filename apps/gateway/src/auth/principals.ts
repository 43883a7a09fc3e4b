import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { GatewayOptions } from '../config';
import { KnownKeys } from '../keys/known-keys';
import { ROOT_PRINCIPAL } from '../keys/root-key';
import type { Principal } from './principal';

/** Whose key it is. */
@Injectable()
export class Principals {
  private readonly rootSha256: Buffer;

  constructor(
    @Inject(KnownKeys) private readonly keys: KnownKeys,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(GatewayOptions) options: GatewayOptions,
  ) {
    this.rootSha256 = Buffer.from(options.adminKeySha256, 'hex');
  }

  /** @throws ExpectedError `key-invalid`, `key-expired`, `service-unavailable` */
  async identify(secret: string): Promise<Principal> {
    // Equal lengths by hashing, so the comparison takes the same time whatever was sent.
    if (timingSafeEqual(createHash('sha256').update(secret).digest(), this.rootSha256)) return ROOT_PRINCIPAL;
    const key = await this.keys.bySecret(secret);
    if (key === undefined) {
      throw new ExpectedError('key-invalid', 'The API key is not known here.');
    }
    if (key.expiresAt !== null && Date.parse(key.expiresAt) <= this.clock.nowMs()) {
      throw new ExpectedError('key-expired', `The API key expired on ${key.expiresAt}. Ask for a new one.`);
    }
    const { id, name, scopes, galleries, ratePerMinute } = key;
    return {
      keyId: id,
      keyName: name,
      scopes,
      galleries: galleries ?? undefined,
      ratePerMinute: ratePerMinute ?? undefined,
    };
  }
}
