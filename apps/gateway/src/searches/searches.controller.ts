import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/audited.decorator';
import { requireGallery } from '../auth/gallery-access';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import type { Request, Response } from 'express';
import { ApiAnswer, ApiQuestion } from '../questions/api-question.decorator';
import { QuestionReplies } from '../questions/question-replies';
import { FailedSearchDto, SearchDto, SearchOptionsDto } from './search.dto';
import { SearchesService } from './searches.service';

@ApiTags('Searches')
@ApiBearerAuth()
@Scopes('recognize')
@Controller('v1/searches')
export class SearchesController {
  constructor(
    @Inject(SearchesService) private readonly searches: SearchesService,
    @Inject(QuestionReplies) private readonly replies: QuestionReplies,
  ) {}

  @Post()
  @Audited('access')
  @HttpCode(200)
  @Idempotent({ resumes: true })
  @ApiQuestion({
    summary: 'Who looks like this enrolled face?',
    description:
      "The other people of its gallery who are nearest to it, each once, whatever the decision. A `match` is somebody who may be enrolled twice. The face's own person is named and not among them.",
    answer: SearchDto,
    answerDescription: 'The people, the nearest first.',
    problems: [
      'request-invalid',
      'request-too-large',
      'gallery-not-found',
      'face-not-found',
      'gallery-model-unavailable',
      'processing-failed',
      'service-unavailable',
      'overloaded',
    ],
  })
  search(
    @Body() options: SearchOptionsDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    requireGallery(request, options.gallery); // also where it is the default
    return this.replies.reply('search', request, response, (patience) =>
      this.searches.search(options, patience),
    );
  }

  @Get(':id')
  @ApiAnswer('search', 'search-not-found', SearchDto, FailedSearchDto)
  find(@Param('id', ParseUUIDPipe) id: string) {
    return this.replies.find('search', id);
  }
}
