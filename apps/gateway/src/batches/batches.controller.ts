import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { BATCH, galleryOf, type JobRecord } from '@facefleet/bulk';
import type { ErrorCode } from '@facefleet/contracts';
import type { Request, Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { requireGallery } from '../auth/gallery-access';
import { Scopes } from '../auth/scopes.decorator';
import { ApiJobEvents } from '../bulk/api-job-events.decorator';
import { JobDesk } from '../bulk/job-desk';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { BATCHES_PATH } from './batch-body';
import { BatchUploadInterceptor, type RequestWithBatch } from './batch-upload.interceptor';
import {
  type Batch,
  BatchDto,
  type Batches,
  BatchesDto,
  type BatchItems,
  BatchItemsDto,
  BatchListQueryDto,
  BatchRequestDto,
  ItemsQueryDto,
} from './batch.dto';
import { BatchesService } from './batches.service';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'request-invalid', 'batch-not-found', 'service-unavailable'];

@ApiTags('Batches')
@ApiBearerAuth()
@Scopes('recognize')
@ApiExtraModels(BatchRequestDto)
@Controller(BATCHES_PATH)
export class BatchesController {
  constructor(
    @Inject(BatchesService) private readonly batches: BatchesService,
    @Inject(JobDesk) private readonly desk: JobDesk,
  ) {}

  @Post()
  @Audited('access')
  @HttpCode(202)
  @Idempotent()
  @UseInterceptors(BatchUploadInterceptor)
  @ApiOperation({
    summary: 'Who is in these images?',
    description:
      'Up to 1,000 images in one form, or up to 100,000 that were uploaded before. Each is an ordinary recognition; single requests go first. An image that cannot be recognised fails alone.',
  })
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiBody({
    schema: {
      oneOf: [
        {
          type: 'object',
          required: ['image'],
          properties: {
            image: { type: 'array', items: { type: 'string', format: 'binary' }, maxItems: 1_000 },
            gallery: { type: 'string', default: 'default' },
            maxFaces: { type: 'integer', minimum: 1, maximum: 100, default: 100 },
            maxFalseMatchRate: { type: 'number', maximum: 1 },
          },
        },
        { $ref: getSchemaPath(BatchRequestDto) },
      ],
    },
  })
  @ApiResponse({
    status: 202,
    type: BatchDto,
    description: 'Accepted. `Location` says where its progress is.',
  })
  @ApiProblems(
    ...KEY_PROBLEMS,
    'image-missing',
    'request-invalid',
    'request-too-large',
    'upload-key-invalid',
    'gallery-not-found',
    'service-unavailable',
    'overloaded',
  )
  async create(
    @Req() request: RequestWithBatch,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Batch> {
    const { batch, question } = request;
    requireGallery(request, question.gallery);
    const accepted = await this.batches.accept(batch, question);
    request.isAccepted = true;
    response.setHeader('Location', accepted.location);
    return accepted;
  }

  @Get()
  @ApiOperation({
    summary: 'The batches of a gallery',
    description: 'The newest first, page by page, whoever sent them.',
  })
  @ApiResponse({ status: 200, type: BatchesDto })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'service-unavailable')
  async list(@Query() { gallery, ...page }: BatchListQueryDto, @Req() request: Request): Promise<Batches> {
    requireGallery(request, gallery);
    const { jobs, nextCursor } = await this.desk.list(BATCH, gallery, page);
    return { batches: jobs, nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a batch is', description: 'At most about a second old.' })
  @ApiResponse({ status: 200, type: BatchDto })
  @ApiProblems(...PROBLEMS)
  async find(@Param('id', ParseUUIDPipe) id: string, @Req() request: Request): Promise<Batch> {
    return this.desk.find(await this.existing(id, request));
  }

  @Get(':id/items')
  @ApiOperation({
    summary: 'The images of a batch and how each ended',
    description: 'In their order, page by page, while the batch is running and afterwards.',
  })
  @ApiResponse({ status: 200, type: BatchItemsDto })
  @ApiProblems(...PROBLEMS)
  async items(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: ItemsQueryDto,
    @Req() request: Request,
  ): Promise<BatchItems> {
    return this.batches.page(await this.existing(id, request), query);
  }

  @Delete(':id')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Cancel a batch',
    description:
      'Images that are not done yet are skipped; what is done stays. Cancelling again changes nothing.',
  })
  @ApiResponse({ status: 202, type: BatchDto })
  @ApiProblems(...PROBLEMS)
  async cancel(@Param('id', ParseUUIDPipe) id: string, @Req() request: Request): Promise<Batch> {
    return this.desk.cancel(await this.existing(id, request));
  }

  @Get(':id/events')
  @ApiJobEvents('a batch', 'batch')
  @ApiProblems(...PROBLEMS)
  async events(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const job = await this.existing(id, request);
    await this.desk.watch(job, response);
  }

  /** @throws ExpectedError `batch-not-found`, `gallery-forbidden` */
  private async existing(id: string, request: Request): Promise<JobRecord> {
    const job = await this.batches.existing(id);
    requireGallery(request, galleryOf(job));
    return job;
  }
}
