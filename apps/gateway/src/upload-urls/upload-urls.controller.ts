import { UploadUrls } from '@facefleet/aws';
import { Clock, refuseTooManyBytes, uuidv7 } from '@facefleet/platform';
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { GatewayOptions } from '../config';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { uploadKey, UPLOADS_PATH } from './upload-key';
import { type Uploads, UploadsDto, UploadsRequestDto, type UploadsRequest } from './upload-urls.dto';

@ApiTags('Uploads')
@ApiBearerAuth()
@Scopes('recognize', 'enrol')
@Controller(UPLOADS_PATH)
export class UploadUrlsController {
  constructor(
    @Inject(UploadUrls) private readonly urls: UploadUrls,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Post()
  @Audited('access')
  @Idempotent()
  @ApiOperation({
    summary: 'URLs to upload many images with',
    description:
      'Each URL takes one PUT of one image, straight into the object store. Then name the keys in a batch. Images are looked at when the batch comes to them: what is missing, too large or no image is a failed item there.',
  })
  @ApiBody({ type: UploadsRequestDto })
  @ApiResponse({ status: 201, type: UploadsDto })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'request-too-large', 'image-too-large')
  async create(@Body() request: UploadsRequestDto): Promise<Uploads> {
    const { uploadUrlS, maxImageBytes } = this.options;
    const id = uuidv7();
    const expiresAt = new Date(this.clock.nowMs() + uploadUrlS * 1000).toISOString();
    const uploads: Uploads['uploads'] = [];
    for (const [index, { name, contentType, size }] of filesOf(request).entries()) {
      if (size !== undefined) refuseTooManyBytes(size, maxImageBytes);
      const key = uploadKey(id, index);
      const url = await this.urls.put(key, uploadUrlS, size);
      const headers: Record<string, string> =
        contentType === undefined ? {} : { 'Content-Type': contentType };
      uploads.push({ key, name, method: 'PUT', url, headers });
    }
    return { id, expiresAt, uploads };
  }
}

interface PlannedFile {
  name?: string;
  contentType?: string;
  size?: number;
}

function filesOf({ count, files }: UploadsRequest): PlannedFile[] {
  return files ?? Array.from({ length: count ?? 0 }, () => ({}));
}
