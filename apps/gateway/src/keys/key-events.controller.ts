import { Events, KeysChanged } from '@facefleet/contracts';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { KnownKeys } from './known-keys';

/** Other gateways make and revoke keys too. */
@Controller()
export class KeyEventsController {
  constructor(@Inject(KnownKeys) private readonly known: KnownKeys) {}

  @EventPattern(Events.keysChanged)
  changed(@Payload() payload: unknown): void {
    const event = KeysChanged.safeParse(payload);
    if (event.success) this.known.forget(event.data.id);
  }
}
