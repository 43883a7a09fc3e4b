import { DEFAULT_MAX_FALSE_MATCH_RATE } from '@facefleet/gallery';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Unaudited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import type { Response } from 'express';
import { IMAGE_PROBLEMS } from '../problems/api-problems.decorator';
import { ApiAnswer, ApiImageForm, ApiQuestion } from '../questions/api-question.decorator';
import { optionsOf } from '../questions/options-of';
import { QuestionReplies } from '../questions/question-replies';
import { ImagePairUpload, type RequestWithImagePair } from '../uploads/image-pair-upload.interceptor';
import { ComparisonDto, ComparisonOptions, FailedComparisonDto } from './comparison.dto';
import { ComparisonsService } from './comparisons.service';

@ApiTags('Comparisons')
@ApiBearerAuth()
@Scopes('recognize')
@Unaudited('compares two images, names nobody')
@Controller('v1/comparisons')
export class ComparisonsController {
  constructor(
    @Inject(ComparisonsService) private readonly comparisons: ComparisonsService,
    @Inject(QuestionReplies) private readonly replies: QuestionReplies,
  ) {}

  @Post()
  @HttpCode(200)
  @Idempotent({ resumes: true })
  @UseInterceptors(ImagePairUpload('source', 'target'))
  @ApiQuestion({
    summary: 'Do these two images show the same person?',
    description:
      'Compares the most prominent face of the source with every face of the target. No gallery is asked, and no face is refused for its quality, which is answered with it.',
    answer: ComparisonDto,
    answerDescription: 'The faces of the target, most similar first.',
    problems: [...IMAGE_PROBLEMS, 'no-face', 'model-not-found', 'gallery-model-unavailable'],
  })
  @ApiImageForm(
    {
      source: 'Whose most prominent face is compared: the one that is large and near the middle.',
      target: 'All faces of which are compared.',
    },
    {
      model: { type: 'string', description: 'The embedding model; else the one that new galleries get.' },
      maxFalseMatchRate: {
        type: 'number',
        maximum: 1,
        default: DEFAULT_MAX_FALSE_MATCH_RATE,
        description: 'How often two different people may be called a match, above 0.',
      },
    },
  )
  compare(@Req() request: RequestWithImagePair, @Res({ passthrough: true }) response: Response) {
    const options = optionsOf(ComparisonOptions, request);
    const [source, target] = request.images;
    return this.replies.reply('comparison', request, response, (patience) =>
      this.comparisons.compare(source, target, options, patience),
    );
  }

  @Get(':id')
  @ApiAnswer('comparison', 'comparison-not-found', ComparisonDto, FailedComparisonDto)
  find(@Param('id', ParseUUIDPipe) id: string) {
    return this.replies.find('comparison', id);
  }
}
