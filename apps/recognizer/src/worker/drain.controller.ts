import { Events, WorkerDrain } from '@facefleet/contracts';
import { Controller, Inject, Logger } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { WorkerStatus } from './worker-status';

/** The scaler's wish that a worker ends, for workers that it cannot send a signal to. */
@Controller()
export class DrainController {
  private readonly logger = new Logger(DrainController.name);
  private asked = false;

  constructor(@Inject(WorkerStatus) private readonly status: WorkerStatus) {}

  @EventPattern(Events.workerDrain)
  drain(@Payload() payload: unknown): void {
    const event = WorkerDrain.safeParse(payload);
    if (!event.success || event.data.workerId !== this.status.workerId || this.asked) return;
    this.asked = true;
    this.logger.log('asked to drain');
    process.kill(process.pid, 'SIGTERM'); // one way to end, whoever asks
  }
}
