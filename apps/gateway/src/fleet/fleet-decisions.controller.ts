import { messageOf } from '@facefleet/platform';
import { Controller, Get, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Unaudited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { DecisionPages, type DecisionsQuestion } from './decision-pages';
import { DecisionsQueryDto, FleetDecisionsDto } from './fleet-decisions.dto';

const LINES = 'application/x-ndjson';

@ApiTags('Fleet')
@ApiBearerAuth()
@Scopes('recognize')
@ApiExtraModels(FleetDecisionsDto)
@Unaudited('tells of machines only')
@Controller('v1/fleet/decisions')
export class FleetDecisionsController {
  private readonly logger = new Logger(FleetDecisionsController.name);

  constructor(@Inject(DecisionPages) private readonly pages: DecisionPages) {}

  @Get()
  @ApiOperation({
    operationId: 'listFleetDecisions',
    summary: 'What the scaler decided, from what, and why',
    description:
      'Kept for 30 days. A decision that changed something can be read after a second or two, others within about a minute. As `application/x-ndjson` (or `?format=jsonl`) all of them in one answer, a line each as it was recorded, oldest first: `facefleet fleet replay` makes the decisions again from it.',
  })
  @ApiResponse({
    status: 200,
    content: {
      'application/json': { schema: { $ref: getSchemaPath(FleetDecisionsDto) } },
      [LINES]: { schema: { type: 'string' } },
    },
  })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'service-unavailable')
  async list(
    @Query() { since, until, limit, cursor, changed, format }: DecisionsQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const question: DecisionsQuestion = {
      sinceMs: since === undefined ? undefined : Date.parse(since),
      untilMs: until === undefined ? undefined : Date.parse(until),
      changedOnly: changed === 'true',
    };
    const asLines = format === undefined ? request.accepts(['json', LINES]) === LINES : format === 'jsonl';
    if (!asLines) {
      response.json(await this.pages.page(question, limit, cursor));
      return;
    }
    const lines = this.pages.download(question);
    const first = await lines.next(); // what fails before can still be answered as a failure
    response.setHeader('Content-Type', LINES);
    response.setHeader('Content-Disposition', 'attachment; filename="decisions.jsonl"');
    try {
      await pipeline(Readable.from(withFirst(first, lines), { objectMode: false }), response);
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'download of decisions ended early');
    }
  }
}

async function* withFirst(
  first: IteratorResult<string, unknown>,
  others: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* others;
}
