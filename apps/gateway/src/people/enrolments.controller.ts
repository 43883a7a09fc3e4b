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
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ZodValidationException } from 'nestjs-zod';
import { visitOf } from '../admission/visit';
import { Scopes } from '../auth/scopes.decorator';
import { GatewayOptions } from '../config';
import { attemptOf } from '../idempotency/attempt';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { answerPending, clientGone, unlessFailed, waitOf } from '../jobs/answer';
import { PendingDto } from '../jobs/pending.dto';
import { ApiProblems, IMAGE_PROBLEMS, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import type { Patience } from '../questions/questions.service';
import { ImageListUpload, type RequestWithImageList } from '../uploads/image-list-upload.interceptor';
import { UploadedImage } from '../uploads/uploaded-image';
import {
  EnrolledFacesDto,
  EnrolmentDto,
  FailedEnrolmentDto,
  parseEnrolmentOptions,
  PersonPath,
} from './people.dto';
import { EnrolmentsService } from './enrolments.service';

/** The most images of one form; an import takes as many as there are. */
const MAX_IMAGES = 20;

@ApiTags('People')
@ApiBearerAuth()
@Scopes('enrol')
@ApiExtraModels(EnrolledFacesDto, EnrolmentDto, FailedEnrolmentDto, PendingDto)
@Controller('v1')
export class EnrolmentsController {
  constructor(
    @Inject(EnrolmentsService) private readonly enrolments: EnrolmentsService,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  @Post('galleries/:gallery/people/:personId/faces')
  @HttpCode(201)
  @Idempotent({ resumes: true })
  @UseInterceptors(ImageListUpload('image', MAX_IMAGES))
  @ApiOperation({
    summary: 'Enrol one or several faces of a person',
    description:
      'The image shows one person; others in the background are fine while clearly smaller. A first face creates the person, and the gallery where it is new. Once this was answered, a recognition knows the face. `warnings` say where it looks like somebody else. A photograph that the person was enrolled with before, byte for byte, makes no further face: the answer names the face there is, and says so in `warnings`. Of several images each is enrolled by itself, and the answer says how each ended.',
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
        image: {
          type: 'array',
          items: { type: 'string', format: 'binary' },
          minItems: 1,
          maxItems: MAX_IMAGES,
          description: 'JPEG, PNG, WebP, GIF, AVIF or TIFF; several in parts of the same name.',
        },
        name: {
          type: 'string',
          example: 'Ada Lovelace',
          description: 'What people read; the id where it is never given.',
        },
      },
    },
  })
  @ApiResponse({ status: 201, description: 'One image: enrolled.', type: EnrolmentDto })
  @ApiResponse({ status: 200, description: 'Several images: all have ended.', type: EnrolledFacesDto })
  @ApiResponse({
    status: 202,
    description: 'Accepted; not finished yet, or of several images not all.',
    schema: { oneOf: [PendingDto, EnrolledFacesDto].map((dto) => ({ $ref: getSchemaPath(dto) })) },
  })
  @ApiProblems(
    ...IMAGE_PROBLEMS,
    ...KEY_PROBLEMS,
    'gallery-model-unavailable',
    'no-face',
    'several-faces',
    'face-unsuitable',
  )
  async enrol(
    @Param() { gallery, personId }: PersonPath,
    @Req() request: RequestWithImageList,
    @Res({ passthrough: true }) response: Response,
  ) {
    const options = parseEnrolmentOptions({ ...request.query, ...(request.body as object) });
    if (!options.success) throw new ZodValidationException(options.error);
    const wait = waitOf(request, this.options.maxWaitMs);
    const enrolled = { gallery, personId, name: options.data.name };
    const patience: Patience = {
      waitMs: wait.waitMs,
      clientGone: clientGone(response),
      attempt: attemptOf(request),
      visit: visitOf(request, this.options.answeredWithinS),
    };
    const [image, ...others] = request.listed;
    if (others.length > 0 || !(image instanceof UploadedImage)) {
      const faces = await this.enrolments.enrolAll(enrolled, request.listed, patience);
      response.status(faces.some(({ status }) => status === 'pending') ? 202 : 200);
      return { gallery, personId, faces };
    }
    const { id, result } = await this.enrolments.enrol(enrolled, image, patience);
    if (result === undefined) return answerPending(response, id, `/v1/enrolments/${id}`, wait);
    response.setHeader('Location', `/v1/enrolments/${id}`);
    return unlessFailed(result);
  }

  @Get('enrolments/:id')
  @ApiOperation({
    summary: 'The result of an enrolment',
    description: 'Keep asking while the status is `pending`.',
  })
  @ApiResponse({
    status: 200,
    schema: {
      oneOf: [EnrolmentDto, FailedEnrolmentDto, PendingDto].map((dto) => ({ $ref: getSchemaPath(dto) })),
    },
  })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'enrolment-not-found', 'service-unavailable')
  async findEnrolment(@Param('id', ParseUUIDPipe) id: string, @Req() request: Request) {
    const result = await this.enrolments.findEnrolment(id.toLowerCase());
    if (result === undefined) {
      throw new ExpectedError('enrolment-not-found', `There is no enrolment with the id ${id}.`);
    }
    return result === 'pending' ? { id, status: 'pending', location: request.path } : result;
  }
}
