import { Controller, Get, Inject, Logger, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { GalleryPath } from '../galleries/galleries.dto';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { GalleryExport } from './gallery-export';
import { sendArchive } from './send-archive';

@ApiTags('Galleries')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/galleries/:gallery/export')
export class ExportsController {
  private readonly logger = new Logger(ExportsController.name);

  constructor(@Inject(GalleryExport) private readonly exports: GalleryExport) {}

  @Get()
  @Audited('act') // everybody in the gallery, as a whole
  @ApiOperation({
    operationId: 'exportGallery',
    summary: 'A gallery as an archive',
    description:
      'A tar: `facefleet.json` with settings, people and their metadata, then `people/<personId>/<faceId>.<type>`, the photographs as they were enrolled. It can be imported again, here or elsewhere.',
  })
  @ApiProduces('application/x-tar')
  @ApiResponse({
    status: 200,
    content: { 'application/x-tar': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'gallery-not-found', 'service-unavailable')
  async export(@Param() { gallery }: GalleryPath, @Res() response: Response): Promise<void> {
    const tar = await this.exports.open(gallery);
    await sendArchive(response, tar, gallery, this.logger, { gallery });
  }
}
