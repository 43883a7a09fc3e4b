import { ExpectedError } from '@facefleet/platform';
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
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ZodValidationException } from 'nestjs-zod';
import { GatewayOptions } from '../config';
import { answerPending, clientGone, unlessFailed, waitOf } from '../jobs/answer';
import { PendingDto } from '../jobs/pending.dto';
import { ApiProblems, IMAGE_PROBLEMS, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { ImageUpload, type RequestWithImage } from '../uploads/image-upload.interceptor';
import { FailedRecognitionDto, parseRecognitionOptions, RecognitionDto } from './recognition.dto';
import { RecognitionsService } from './recognitions.service';

@ApiTags('Recognitions')
@ApiBearerAuth()
@ApiExtraModels(RecognitionDto, FailedRecognitionDto, PendingDto)
@Controller('v1/recognitions')
export class RecognitionsController {
  constructor(
    @Inject(RecognitionsService) private readonly recognitions: RecognitionsService,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  @Post()
  @HttpCode(200)
  @UseInterceptors(ImageUpload('image'))
  @ApiOperation({
    summary: 'Who is in this image?',
    description:
      'Finds every face and names those whose person is enrolled in the gallery. Waits for the answer up to a limit; then, or with `Prefer: respond-async`, answers 202 and a `Location` to fetch it from. The options may also be query parameters.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'RFC 7240: `respond-async`, `wait=N` (seconds)',
  })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['image'],
      properties: {
        image: { type: 'string', format: 'binary', description: 'JPEG, PNG, WebP, GIF, AVIF or TIFF' },
        gallery: { type: 'string', default: 'default' },
        maxFaces: { type: 'integer', minimum: 1, maximum: 100, default: 100 },
        maxFalseMatchRate: {
          type: 'number',
          maximum: 1,
          description:
            "How often a search may name a stranger, above 0; else the gallery's setting, else 0.001.",
        },
      },
    },
  })
  @ApiResponse({ status: 200, description: 'The faces, largest first.', type: RecognitionDto })
  @ApiQuery({ name: 'gallery', required: false, description: 'As the form field.' })
  @ApiQuery({ name: 'maxFaces', required: false, description: 'As the form field.' })
  @ApiQuery({ name: 'maxFalseMatchRate', required: false, description: 'As the form field.' })
  @ApiResponse({
    status: 202,
    description: 'Accepted; not finished yet. `Location` says where the result will be.',
    type: PendingDto,
  })
  @ApiProblems(...IMAGE_PROBLEMS, ...KEY_PROBLEMS, 'gallery-not-found', 'gallery-model-unavailable')
  async recognise(@Req() request: RequestWithImage, @Res({ passthrough: true }) response: Response) {
    const options = parseRecognitionOptions({ ...request.query, ...(request.body as object) });
    if (!options.success) throw new ZodValidationException(options.error);
    const wait = waitOf(request, this.options.maxWaitMs);
    const { id, result, fromCache } = await this.recognitions.recognise(
      request.image,
      options.data,
      wait.waitMs,
      clientGone(response),
    );
    response.setHeader('Cache-Status', fromCache ? 'facefleet; hit' : 'facefleet; fwd=miss'); // RFC 9211
    if (result === undefined || wait.waitMs === 0)
      return answerPending(response, id, `/v1/recognitions/${id}`, wait);
    return unlessFailed(result);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'The result of a recognition',
    description: 'Keep asking while the status is `pending`.',
  })
  @ApiResponse({
    status: 200,
    schema: {
      oneOf: [RecognitionDto, FailedRecognitionDto, PendingDto].map((dto) => ({ $ref: getSchemaPath(dto) })),
    },
  })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'recognition-not-found', 'service-unavailable')
  async find(@Param('id', ParseUUIDPipe) id: string, @Req() request: Request) {
    const result = await this.recognitions.find(id.toLowerCase());
    if (result === undefined) {
      throw new ExpectedError('recognition-not-found', `There is no recognition with the id ${id}.`);
    }
    return result === 'pending' ? { id, status: 'pending', location: request.path } : result;
  }
}
