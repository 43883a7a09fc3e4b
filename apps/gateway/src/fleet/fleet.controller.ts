import { QueueDepth } from '@facefleet/aws';
import { ResultCache } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Controller, Get, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Unaudited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { FleetBook } from './fleet-book';
import { type Desired, DesiredWorkersDto, type Fleet, FleetDto } from './fleet.dto';

/** What the scaler said longer ago may be wrong by now. */
const STALE_AFTER_MS = 15_000;

@ApiTags('Fleet')
@ApiBearerAuth()
@Scopes('recognize')
@Unaudited('tells of machines only')
@Controller()
export class FleetController {
  constructor(
    @Inject(QueueDepth) private readonly queueDepth: QueueDepth,
    @Inject(FleetBook) private readonly book: FleetBook,
    @Inject(ResultCache) private readonly cache: ResultCache,
  ) {}

  @EventPattern(Events.fleetStatus)
  hear(@Payload() payload: unknown): void {
    this.book.hear(payload);
  }

  @Get('v1/fleet')
  @ApiOperation({
    operationId: 'showFleet',
    summary: 'Queue, workers and the last scaling decision with its reasons',
  })
  @ApiResponse({ status: 200, type: FleetDto })
  @ApiProblems(...KEY_PROBLEMS, 'service-unavailable')
  async fleet(): Promise<Fleet> {
    const queue = await this.queueDepth.counts().catch((cause: unknown) => {
      throw new ExpectedError('service-unavailable', 'The queue cannot be seen at the moment.', { cause });
    });
    const latest = this.book.latest();
    const status = latest?.status;
    return {
      queue,
      workers: status?.workers ?? null,
      minWorkers: status?.minWorkers ?? null,
      maxWorkers: status?.maxWorkers ?? null,
      desired: status?.decision.desired ?? null,
      deadlineS: status?.policy?.deadlineS ?? null,
      mode: status?.mode ?? null,
      paused: status?.pause ?? null,
      policy: status?.policy ?? null,
      machineSToday: status?.machineSToday ?? null,
      decision: status?.decision ?? null,
      ageMs: latest?.ageMs ?? null,
      cache: { ...this.cache.counters },
    };
  }

  @Get('v1/fleet/desired')
  @ApiOperation({
    operationId: 'showDesiredWorkers',
    summary: 'How many workers there should be, for another autoscaler to act on',
    description:
      "As KEDA's `metrics-api` trigger reads it, with `valueLocation: desired` and `targetValue: '1'`. 503 while the scaler is not heard or cannot see the queue: what is not known must not read as zero.",
  })
  @ApiResponse({ status: 200, type: DesiredWorkersDto })
  @ApiProblems(...KEY_PROBLEMS, 'service-unavailable')
  desired(): Desired {
    const latest = this.book.latest();
    if (latest === undefined || latest.ageMs > STALE_AFTER_MS) {
      throw new ExpectedError('service-unavailable', 'The scaler was not heard lately.');
    }
    const { queue, decision } = latest.status;
    if (queue === null || decision.action === 'freeze') {
      throw new ExpectedError('service-unavailable', 'The scaler cannot see the queue at the moment.');
    }
    const backlog = queue.visible + queue.inFlight + queue.delayed;
    return { desired: decision.desired, backlog, at: decision.at };
  }
}
