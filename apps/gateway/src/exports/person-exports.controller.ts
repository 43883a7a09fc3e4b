import { Controller, Get, Inject, Logger, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { PersonPath } from '../people/people.dto';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { PersonExport } from './person-export';
import { sendArchive } from './send-archive';

@ApiTags('People')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/galleries/:gallery/people/:personId/export')
export class PersonExportsController {
  private readonly logger = new Logger(PersonExportsController.name);

  constructor(@Inject(PersonExport) private readonly exports: PersonExport) {}

  @Get()
  @Audited('act') // all that there is of somebody, as a whole
  @ApiOperation({
    operationId: 'exportPerson',
    summary: 'All that is known about a person, as an archive',
    description:
      'To tell somebody who asks. A tar: `person.json` with name, metadata, and the faces with their embeddings; `photographs/`, as they were enrolled; `enrolments/`; `answers/<kind>/<id>.json`, of each stored answer what is about the person and nothing of others in it; `imports/`, the lines of their lists; `dead-letters/`; `audit/`, who did what with the person and was told about them. All stored results are looked through for it: that takes a minute, or hours where there are many millions. Where the person is removed meanwhile, it ends with `removed.json`. See docs/privacy.md.',
  })
  @ApiProduces('application/x-tar')
  @ApiResponse({
    status: 200,
    content: { 'application/x-tar': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems(
    ...KEY_PROBLEMS,
    'request-invalid',
    'gallery-not-found',
    'person-not-found',
    'service-unavailable',
  )
  async export(@Param() { gallery, personId }: PersonPath, @Res() response: Response): Promise<void> {
    const tar = await this.exports.open(gallery, personId);
    await sendArchive(response, tar, personId, this.logger, { gallery, personId });
  }
}
