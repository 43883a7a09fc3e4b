import { ImageStore, QueueDepth } from '@facefleet/aws';
import { RedisConnection } from '@facefleet/cache';
import { Clock, isWithin, messageOf } from '@facefleet/platform';
import { Controller, Get, Inject, UseFilters } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditLog } from '../audit/audit-log';
import { Unaudited } from '../audit/audited.decorator';
import { Public } from '../auth/public.decorator';
import { LetterKeeper } from '../dead-letters/letter-keeper';
import { LivenessDto, ReadinessDto } from './health.dto';
import { NotReadyFilter } from './not-ready.filter';

/** Load balancers ask often and from several places: one look at AWS serves them all for so long. */
const LOOK_EVERY_MS = 2_000;
const LOOK_TIMEOUT_MS = 3_000;

@ApiTags('Health')
@Public()
@Unaudited('for load balancers: tells of nobody')
@UseFilters(NotReadyFilter)
@Controller('health')
export class HealthController {
  private readonly queueProbe: Probe;
  private readonly storeProbe: Probe;

  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicator: HealthIndicatorService,
    @Inject(RedisConnection) private readonly redis: RedisConnection,
    @Inject(LetterKeeper) private readonly letters: LetterKeeper,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(QueueDepth) queue: QueueDepth,
    @Inject(ImageStore) images: ImageStore,
    @Inject(Clock) clock: Clock,
  ) {
    this.queueProbe = new Probe(clock, () => queue.counts());
    this.storeProbe = new Probe(clock, () => images.ping());
  }

  @Get('live')
  @ApiOperation({ operationId: 'isLive', summary: 'The process answers' })
  @ApiResponse({ status: 200, type: LivenessDto })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOperation({
    operationId: 'isReady',
    summary: 'Requests can be accepted',
    description:
      '503 while the queue or the object store cannot be reached. Without Redis it is slower, not down; `dead-letters` says how many are open.',
  })
  @ApiResponse({ status: 200, description: 'All that is needed can be reached.', type: ReadinessDto })
  @ApiResponse({
    status: 503,
    description: 'Something that is needed cannot be reached.',
    type: ReadinessDto,
  })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.indicate('queue', this.queueProbe),
      () => this.indicate('object-store', this.storeProbe),
      () =>
        this.indicator.check('audit-log').up(this.audit.isFailing ? { degraded: 'cannot be stored' } : {}),
      () => this.indicator.check('redis').up(this.redis.isReady ? {} : { degraded: 'cannot be reached' }),
      () => this.indicator.check('dead-letters').up(openLetters(this.letters.open)),
    ]);
  }

  private async indicate(name: string, probe: Probe) {
    const problem = await probe.problem();
    const session = this.indicator.check(name);
    return problem === undefined ? session.up() : session.down({ problem });
  }
}

/** Somebody should look; requests are accepted all the same. */
function openLetters(open: number | undefined): { degraded?: string; open?: number } {
  return open === undefined || open === 0 ? {} : { degraded: `${open} to be looked at`, open };
}

/** Asks something at most every `LOOK_EVERY_MS`, and shares the answer. */
class Probe {
  private askedAtMs = -Infinity;
  private answer: Promise<string | undefined> = Promise.resolve(undefined);

  constructor(
    private readonly clock: Clock,
    private readonly ask: () => Promise<unknown>,
  ) {}

  /** undefined: all is well */
  problem(): Promise<string | undefined> {
    if (!isWithin(LOOK_EVERY_MS, this.askedAtMs, this.clock.nowMs())) {
      this.askedAtMs = this.clock.nowMs();
      const tooLate = sleep(LOOK_TIMEOUT_MS, 'does not answer', { ref: false });
      this.answer = Promise.race([this.ask().then(() => undefined, messageOf), tooLate]);
    }
    return this.answer;
  }
}
