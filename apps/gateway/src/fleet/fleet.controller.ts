import { QueueDepth } from '@facefleet/aws';
import { ResultCache } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { Controller, Get, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { FleetBook } from './fleet-book';
import { type Fleet, FleetDto } from './fleet.dto';

@ApiTags('Fleet')
@ApiBearerAuth()
@Scopes('recognize')
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
    return {
      queue,
      workers: latest?.status.workers ?? null,
      minWorkers: latest?.status.minWorkers ?? null,
      maxWorkers: latest?.status.maxWorkers ?? null,
      decision: latest?.status.decision ?? null,
      ageMs: latest?.ageMs ?? null,
      cache: { ...this.cache.counters },
    };
  }
}
