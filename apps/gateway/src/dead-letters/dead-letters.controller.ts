import type { ErrorCode } from '@facefleet/contracts';
import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { visitOf } from '../admission/visit';
import { Scopes } from '../auth/scopes.decorator';
import { GatewayOptions } from '../config';
import { attemptOf } from '../idempotency/attempt';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import {
  DeadLetterDto,
  type DeadLetterList,
  DeadLetterListDto,
  DeadLetterListQueryDto,
  DeadLetterPath,
  type DeadLetterView,
  RedriveDto,
  type RedriveView,
} from './dead-letters.dto';
import { DeadLettersService } from './dead-letters.service';
import { KEPT_DAYS } from './letter-keeper';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'request-invalid', 'service-unavailable'];

@ApiTags('Dead letters')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(DeadLettersService) private readonly letters: DeadLettersService,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What the queues could not deliver',
    description: `Messages that were delivered ten times, and failed or lost their worker each time; page by page, the newest first, by when they were sent. Whoever waited for one was told \`processing-failed\`. They are kept for ${KEPT_DAYS} days.`,
  })
  @ApiResponse({ status: 200, type: DeadLetterListDto })
  @ApiProblems(...PROBLEMS)
  list(@Query() query: DeadLetterListQueryDto): Promise<DeadLetterList> {
    return this.letters.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A dead letter' })
  @ApiResponse({ status: 200, type: DeadLetterDto })
  @ApiProblems(...PROBLEMS, 'dead-letter-not-found')
  find(@Param() { id }: DeadLetterPath): Promise<DeadLetterView> {
    return this.letters.find(id);
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @Idempotent({ resumes: true })
  @ApiOperation({
    summary: 'Have it done again',
    description:
      'As a new request with an id of its own and the same images: what failed stays failed, because it was told so. Each call is a further request, unless it comes with the same `Idempotency-Key`. The start of a job is sent again as it is.',
  })
  @ApiResponse({
    status: 202,
    description: 'Accepted. `Location` says where the result will be.',
    type: RedriveDto,
  })
  @ApiProblems(...PROBLEMS, 'dead-letter-not-found', 'dead-letter-not-redrivable', 'overloaded')
  async redrive(
    @Param() { id }: DeadLetterPath,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RedriveView> {
    const visit = visitOf(request, this.options.answeredWithinS);
    const redrive = await this.letters.redrive(id, attemptOf(request), visit);
    if (redrive.redrivenAs.location !== null) response.setHeader('Location', redrive.redrivenAs.location);
    return redrive;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a dead letter',
    description:
      'It cannot be redriven any more; a photograph that nobody was enrolled from goes with it. What was redriven goes on.',
  })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  @ApiProblems(...PROBLEMS, 'dead-letter-not-found')
  async delete(@Param() { id }: DeadLetterPath): Promise<void> {
    await this.letters.delete(id);
  }
}
