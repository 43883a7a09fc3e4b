import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { AuditPages } from './audit-pages';
import { AuditQueryDto, type AuditRecords, AuditRecordsDto } from './audit.dto';

@ApiTags('Audit')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(AuditPages) private readonly pages: AuditPages) {}

  @Get()
  @ApiOperation({
    operationId: 'listAuditRecords',
    summary: 'Who did what, and who was told about whom',
    description:
      'Every administrative act, and everything that named a person, by whichever key. What another gateway answered may be missing for about a second.',
  })
  @ApiResponse({ status: 200, type: AuditRecordsDto })
  @ApiProblems(...KEY_PROBLEMS, 'request-invalid', 'service-unavailable')
  list(@Query() { from, to, limit, cursor, ...filters }: AuditQueryDto): Promise<AuditRecords> {
    const question = { fromMs: timeOf(from), toMs: timeOf(to), ...filters };
    return this.pages.page(question, limit, cursor);
  }
}

const timeOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
