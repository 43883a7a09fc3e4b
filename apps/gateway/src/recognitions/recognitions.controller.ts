import { MAX_NEAREST } from '@facefleet/contracts';
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
import type { Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { IMAGE_PROBLEMS } from '../problems/api-problems.decorator';
import { ApiAnswer, ApiImageForm, ApiQuestion } from '../questions/api-question.decorator';
import { GALLERY_FIELD, MAX_FACES_FIELD } from '../questions/options';
import { optionsOf } from '../questions/options-of';
import { QuestionReplies } from '../questions/question-replies';
import { ImageUpload, type RequestWithImage } from '../uploads/image-upload.interceptor';
import { FailedRecognitionDto, RecognitionDto, RecognitionOptions } from './recognition.dto';
import { RecognitionsService } from './recognitions.service';

@ApiTags('Recognitions')
@ApiBearerAuth()
@Scopes('recognize')
@Controller('v1/recognitions')
export class RecognitionsController {
  constructor(
    @Inject(RecognitionsService) private readonly recognitions: RecognitionsService,
    @Inject(QuestionReplies) private readonly replies: QuestionReplies,
  ) {}

  @Post()
  @Audited('access')
  @HttpCode(200)
  @Idempotent({ resumes: true })
  @UseInterceptors(ImageUpload('image'))
  @ApiQuestion({
    summary: 'Who is in this image?',
    description: 'Finds every face and names those whose person is enrolled in the gallery.',
    answer: RecognitionDto,
    answerDescription: 'The faces, largest first, and everybody who was named, each once.',
    problems: [...IMAGE_PROBLEMS, 'gallery-not-found', 'gallery-model-unavailable'],
  })
  @ApiImageForm(
    { image: '' },
    {
      gallery: GALLERY_FIELD,
      maxFaces: MAX_FACES_FIELD,
      maxCandidates: {
        type: 'integer',
        minimum: 0,
        maximum: MAX_NEAREST,
        default: 0,
        description: 'How many of the nearest people each face is answered with, whatever the decision.',
      },
      maxFalseMatchRate: {
        type: 'number',
        maximum: 1,
        description:
          "How often a search may name a stranger, above 0; else the gallery's setting, else 0.001.",
      },
    },
  )
  recognise(@Req() request: RequestWithImage, @Res({ passthrough: true }) response: Response) {
    const options = optionsOf(RecognitionOptions, request);
    return this.replies.reply('recognition', request, response, (patience) =>
      this.recognitions.recognise(request.image, options, patience),
    );
  }

  @Get(':id')
  @ApiAnswer('recognition', 'recognition-not-found', RecognitionDto, FailedRecognitionDto)
  find(@Param('id', ParseUUIDPipe) id: string) {
    return this.replies.find('recognition', id);
  }
}
