import { ExpectedError, uuidv7TimeMs } from '@facefleet/platform';
import { ErasureBook } from '@facefleet/privacy';
import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { requireGallery } from '../auth/gallery-access';
import { Scopes } from '../auth/scopes.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { type Erasure, ErasureDto, ErasurePath } from './erasures.dto';

@ApiTags('People')
@ApiBearerAuth()
@Scopes('enrol')
@Controller('v1/erasures')
export class ErasuresController {
  constructor(@Inject(ErasureBook) private readonly book: ErasureBook) {}

  @Get(':id')
  @ApiOperation({
    summary: 'How far an erasure is',
    description:
      'Removing a person, or a gallery, takes them out at once, and nothing names them from then on. What is stored of earlier requests is looked through in the background, all results one by one: that takes a minute, or hours where there are many millions.',
  })
  @ApiResponse({ status: 200, type: ErasureDto })
  @ApiProblems(
    ...KEY_PROBLEMS,
    'request-invalid',
    'erasure-not-found',
    'gallery-forbidden',
    'service-unavailable',
  )
  async find(@Param() { id }: ErasurePath, @Req() request: Request): Promise<Erasure> {
    const pending = await this.book.findPending(id);
    const done = await this.book.findDone(id); // after it: whoever finishes writes this first
    const found = done ?? pending;
    if (!found) throw new ExpectedError('erasure-not-found', `There is no erasure with the id ${id}.`);
    requireGallery(request, found.gallery);
    return {
      id,
      gallery: found.gallery,
      status: done ? 'finished' : 'pending',
      requestedAt: new Date(uuidv7TimeMs(id)).toISOString(),
      finishedAt: done ? new Date(done.finishedAtMs).toISOString() : null,
      removed: done?.counts ?? null,
    };
  }
}
