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
import { MAX_FACES_FIELD } from '../questions/options';
import { optionsOf } from '../questions/options-of';
import { QuestionReplies } from '../questions/question-replies';
import { ImageUpload, type RequestWithImage } from '../uploads/image-upload.interceptor';
import { DetectionDto, DetectionOptions, FailedDetectionDto } from './detection.dto';
import { DetectionsService } from './detections.service';

@ApiTags('Detections')
@ApiBearerAuth()
@Scopes('recognize')
@Unaudited('finds faces, names nobody')
@Controller('v1/detections')
export class DetectionsController {
  constructor(
    @Inject(DetectionsService) private readonly detections: DetectionsService,
    @Inject(QuestionReplies) private readonly replies: QuestionReplies,
  ) {}

  @Post()
  @HttpCode(200)
  @Idempotent({ resumes: true })
  @UseInterceptors(ImageUpload('image'))
  @ApiQuestion({
    summary: 'Where are faces in this image?',
    description:
      'Finds every face and judges how well it could be recognised. Asks no gallery who it is, and so costs less.',
    answer: DetectionDto,
    answerDescription: 'The faces, largest first.',
    problems: [...IMAGE_PROBLEMS, 'gallery-model-unavailable'],
  })
  @ApiImageForm({ image: '' }, { maxFaces: MAX_FACES_FIELD })
  detect(@Req() request: RequestWithImage, @Res({ passthrough: true }) response: Response) {
    const options = optionsOf(DetectionOptions, request);
    return this.replies.reply('detection', request, response, (patience) =>
      this.detections.detect(request.image, options, patience),
    );
  }

  @Get(':id')
  @ApiAnswer('detection', 'detection-not-found', DetectionDto, FailedDetectionDto)
  find(@Param('id', ParseUUIDPipe) id: string) {
    return this.replies.find('detection', id);
  }
}
