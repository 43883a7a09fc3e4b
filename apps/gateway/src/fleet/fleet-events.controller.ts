import type { FleetStatus } from '@facefleet/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Unaudited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { ApiEventStream } from '../streams/api-event-stream.decorator';
import { Streams } from '../streams/streams';
import { FleetBook } from './fleet-book';

/** The scaler speaks every few seconds. After this the picture that a client has may be wrong. */
const STALE_AFTER_MS = 15_000;

@ApiTags('Fleet')
@ApiBearerAuth()
@Scopes('recognize')
@Unaudited('tells of machines only')
@Controller('v1/fleet')
export class FleetEventsController {
  constructor(
    @Inject(FleetBook) private readonly book: FleetBook,
    @Inject(Streams) private readonly streams: Streams,
  ) {}

  @Get('events')
  @ApiOperation({
    summary: 'Watch the fleet',
    description:
      'Server-Sent Events: `status` with the last picture that the scaler gave, at once, and then with each further one; `stale` when none came for 15 seconds, and every 15 seconds from then on.',
  })
  @ApiEventStream(
    'The data of `stale` is `{"ageMs": …}`, the age of the last status, null where there was none.',
    'retry: 2000\n\nevent: status\nid: 2026-11-23T12:00:00.000Z\ndata: {"at":"2026-11-23T12:00:00.000Z","minWorkers":0,"maxWorkers":2,"queue":{"visible":41,"inFlight":3,"delayed":0},"workers":[],"decision":{…}}\n\n',
  )
  @ApiProblems(...KEY_PROBLEMS)
  events(@Res() response: Response): void {
    const stream = this.streams.start(response);
    if (stream.closed.aborted) return;
    const stale = setInterval(
      () => stream.send({ event: 'stale', data: { ageMs: this.book.latest()?.ageMs ?? null } }),
      STALE_AFTER_MS,
    );
    stream.closed.addEventListener('abort', () => clearInterval(stale), { once: true });
    const tell = (status: FleetStatus) => {
      stale.refresh();
      stream.send({ event: 'status', id: status.at, data: status });
    };
    const latest = this.book.latest();
    if (latest) stream.send({ event: 'status', id: latest.status.at, data: latest.status });
    this.book.follow(tell, stream.closed);
  }
}
