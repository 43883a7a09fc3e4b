import { Events, JobFinished } from '@facefleet/contracts';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Admission } from '../admission/admission';
import { Waiters } from './waiters';

/** Results that recognizers announce. Every gateway hears every one; only who waits for it looks inside. */
@Controller()
export class JobEventsController {
  constructor(
    @Inject(Waiters) private readonly waiters: Waiters,
    @Inject(Admission) private readonly admission: Admission,
  ) {}

  @EventPattern(Events.jobFinished)
  finished(@Payload() payload: { result?: { id?: string }; bulk?: boolean }): void {
    const id = payload?.result?.id;
    if (id === undefined) return;
    this.admission.hearAnswer(id, { bulk: payload.bulk === true });
    if (!this.waiters.isWaitedFor(id)) return;
    const event = JobFinished.safeParse(payload);
    if (event.success) this.waiters.answer(event.data.result);
  }
}
