import { ExpectedError } from '@facefleet/platform';
import { Controller, Get, Headers, Inject, Param, ParseUUIDPipe, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { requireGallery } from '../auth/gallery-access';
import { Scopes } from '../auth/scopes.decorator';
import { JobResults } from '../jobs/job-results';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { ApiEventStream } from '../streams/api-event-stream.decorator';
import { Streams } from '../streams/streams';
import { QuestionsService } from '../questions/questions.service';

/** A client that still wants to know connects again. */
const LONGEST_STREAM_MS = 10 * 60_000;

@ApiTags('Recognitions')
@ApiBearerAuth()
@Scopes('recognize')
@Controller('v1/recognitions')
export class RecognitionEventsController {
  constructor(
    @Inject(QuestionsService) private readonly questions: QuestionsService,
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(Streams) private readonly streams: Streams,
  ) {}

  @Get(':id/events')
  @ApiOperation({
    summary: 'Be told when a recognition is finished',
    description:
      'Server-Sent Events: one event `finished` with the recognition, at once where it is finished already; then the stream ends.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Of a client that connects again.' })
  @ApiEventStream(
    'The data of `finished` is what `GET /v1/recognitions/{id}` answers.',
    'retry: 2000\n\nevent: finished\nid: 019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11\ndata: {"id":"019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11","kind":"recognition","status":"succeeded",…}\n\n',
  )
  @ApiResponse({ status: 204, description: 'This client has had the result: it need not connect again.' })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'recognition-not-found', 'service-unavailable')
  async events(
    @Param('id', ParseUUIDPipe) givenId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = givenId.toLowerCase();
    const known = await this.questions.find('recognition', id);
    if (known === undefined) {
      throw new ExpectedError('recognition-not-found', `There is no recognition with the id ${id}.`);
    }
    // The interceptor that looks at answers sees none that a handler writes by itself.
    if (known !== 'pending') requireGallery(request, known.gallery);
    if (lastEventId === id) {
      response.status(204).end();
      return;
    }
    const stream = this.streams.start(response);
    const result =
      known === 'pending' ? await this.results.follow(id, LONGEST_STREAM_MS, stream.closed) : known;
    if (result && 'gallery' in result) requireGallery(request, result.gallery); // else cut off, and refused when it comes again
    if (result) stream.send({ event: 'finished', id, data: result });
    stream.end();
  }
}
