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
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import type { Response } from 'express';
import { IMAGE_PROBLEMS } from '../problems/api-problems.decorator';
import { ApiAnswer, ApiImageForm, ApiQuestion } from '../questions/api-question.decorator';
import { GALLERY_FIELD } from '../questions/options';
import { optionsOf } from '../questions/options-of';
import { QuestionReplies } from '../questions/question-replies';
import { ImageUpload, type RequestWithImage } from '../uploads/image-upload.interceptor';
import { FailedVerificationDto, VerificationDto, VerificationOptions } from './verification.dto';
import { VerificationsService } from './verifications.service';

@ApiTags('Verifications')
@ApiBearerAuth()
@Scopes('recognize')
@Controller('v1/verifications')
export class VerificationsController {
  constructor(
    @Inject(VerificationsService) private readonly verifications: VerificationsService,
    @Inject(QuestionReplies) private readonly replies: QuestionReplies,
  ) {}

  @Post()
  @Audited('access')
  @HttpCode(200)
  @Idempotent({ resumes: true })
  @UseInterceptors(ImageUpload('image'))
  @ApiQuestion({
    summary: 'Does this image show this person?',
    description:
      'Compares the most prominent face, the one that is large and near the middle, with all enrolled faces of one person. Other faces are counted and not compared: somebody who stands behind does not speak for the one in front. How many people the gallery has does not matter.',
    answer: VerificationDto,
    answerDescription: 'Whether it is the person, and how sure that is.',
    problems: [
      ...IMAGE_PROBLEMS,
      'no-face',
      'gallery-not-found',
      'person-not-found',
      'gallery-model-unavailable',
    ],
  })
  @ApiImageForm(
    { image: '' },
    {
      gallery: GALLERY_FIELD,
      personId: { type: 'string', example: 'ada', description: 'Whom the image is said to show.' },
      maxFalseMatchRate: {
        type: 'number',
        maximum: 1,
        description:
          "How often somebody else may be verified as this person, above 0; else the gallery's setting, else 0.001.",
      },
    },
    ['personId'],
  )
  verify(@Req() request: RequestWithImage, @Res({ passthrough: true }) response: Response) {
    const options = optionsOf(VerificationOptions, request);
    return this.replies.reply('verification', request, response, (patience) =>
      this.verifications.verify(request.image, options, patience),
    );
  }

  @Get(':id')
  @ApiAnswer('verification', 'verification-not-found', VerificationDto, FailedVerificationDto)
  find(@Param('id', ParseUUIDPipe) id: string) {
    return this.replies.find('verification', id);
  }
}
