import { IMPORT } from '@facefleet/bulk';
import type { ErrorCode } from '@facefleet/contracts';
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
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
import type { Response } from 'express';
import { Scopes } from '../auth/scopes.decorator';
import { ApiJobEvents } from '../bulk/api-job-events.decorator';
import { JobDesk } from '../bulk/job-desk';
import { GalleryPath } from '../galleries/galleries.dto';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { ImportUploadInterceptor, type RequestWithImport } from './import-upload.interceptor';
import {
  type Import,
  ImportDto,
  type ImportedImages,
  ImportedImagesDto,
  ImportItemsQueryDto,
  ImportListQueryDto,
  ImportPath,
  ImportRequestDto,
  type Imports,
  ImportsDto,
} from './import.dto';
import { ImportsService } from './imports.service';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'request-invalid', 'import-not-found', 'service-unavailable'];
const ARCHIVE = { schema: { type: 'string', format: 'binary' } } as const;

@ApiTags('Imports')
@ApiBearerAuth()
@Scopes('enrol')
@ApiExtraModels(ImportRequestDto)
@Controller('v1/galleries/:gallery/imports')
export class ImportsController {
  constructor(
    @Inject(ImportsService) private readonly imports: ImportsService,
    @Inject(JobDesk) private readonly desk: JobDesk,
  ) {}

  @Post()
  @HttpCode(202)
  @Idempotent()
  @UseInterceptors(ImportUploadInterceptor)
  @ApiOperation({
    summary: 'Enrol many faces of many people',
    description:
      'An archive (zip, tar or tar.gz) with a folder for each person, named by the id, or up to 100,000 images that were uploaded before. An archive may have a `facefleet.json` with names and metadata, as an export has. Each image is an ordinary enrolment, made exactly once; one that cannot be enrolled fails alone. Single requests go first.',
  })
  @ApiConsumes('application/zip', 'application/x-tar', 'application/gzip', 'application/json')
  @ApiBody({
    schema: { oneOf: [ARCHIVE.schema, { $ref: getSchemaPath(ImportRequestDto) }] },
  })
  @ApiResponse({
    status: 202,
    type: ImportDto,
    description: 'Accepted. `Location` says where its progress is.',
  })
  @ApiProblems(
    ...KEY_PROBLEMS,
    'request-invalid',
    'request-too-large',
    'archive-type-unsupported',
    'upload-key-invalid',
    'service-unavailable',
    'overloaded',
  )
  async create(
    @Param() { gallery }: GalleryPath,
    @Req() request: RequestWithImport,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Import> {
    const accepted = await this.imports.accept(gallery, request.import);
    request.isAccepted = true;
    response.setHeader('Location', accepted.location);
    return accepted;
  }

  @Get()
  @ApiOperation({
    summary: 'The imports of a gallery',
    description: 'The newest first, page by page, whoever sent them.',
  })
  @ApiResponse({ status: 200, type: ImportsDto })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'service-unavailable')
  async list(@Param() { gallery }: GalleryPath, @Query() query: ImportListQueryDto): Promise<Imports> {
    const { jobs, nextCursor } = await this.desk.list(IMPORT, gallery, query);
    return { imports: jobs, nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far an import is', description: 'At most about a second old.' })
  @ApiResponse({ status: 200, type: ImportDto })
  @ApiProblems(...PROBLEMS)
  async find(@Param() { gallery, id }: ImportPath): Promise<Import> {
    return this.desk.find(await this.imports.existing(gallery, id));
  }

  @Get(':id/items')
  @ApiOperation({
    summary: 'The images of an import and how each ended',
    description:
      'In their order, page by page, while the import is running and afterwards. While an archive is being unpacked only those that have ended are shown.',
  })
  @ApiResponse({ status: 200, type: ImportedImagesDto })
  @ApiProblems(...PROBLEMS)
  async items(
    @Param() { gallery, id }: ImportPath,
    @Query() query: ImportItemsQueryDto,
  ): Promise<ImportedImages> {
    return this.imports.page(await this.imports.existing(gallery, id), query);
  }

  @Delete(':id')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Cancel an import',
    description:
      'Images that are not done yet are skipped; who is enrolled stays. Cancelling again changes nothing.',
  })
  @ApiResponse({ status: 202, type: ImportDto })
  @ApiProblems(...PROBLEMS)
  async cancel(@Param() { gallery, id }: ImportPath): Promise<Import> {
    return this.desk.cancel(await this.imports.existing(gallery, id));
  }

  @Delete(':id/record')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Forget an import that has ended',
    description:
      'Erases the list of its images, with their names and the ids of people, and the import itself, which other gateways may still count for a while. Who is enrolled stays.',
  })
  @ApiResponse({ status: 204, description: 'Nothing is known of it any more.' })
  @ApiProblems(...PROBLEMS, 'job-running')
  async forget(@Param() { gallery, id }: ImportPath): Promise<void> {
    await this.desk.forget(await this.imports.existing(gallery, id));
  }

  @Get(':id/events')
  @ApiJobEvents('an import', 'import')
  @ApiProblems(...PROBLEMS)
  async events(@Param() { gallery, id }: ImportPath, @Res() response: Response): Promise<void> {
    const job = await this.imports.existing(gallery, id);
    await this.desk.watch(job, response);
  }
}
