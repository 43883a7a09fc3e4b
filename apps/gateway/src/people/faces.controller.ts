import type { ErrorCode } from '@facefleet/contracts';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { EnrolmentPhotographs } from './enrolment-photographs';
import { FaceMoves } from './face-moves.service';
import { PeopleErasure } from './people-erasure.service';
import {
  FaceMoveDto,
  FacePath,
  type FaceRemoval,
  FaceRemovalDto,
  type PersonRecord,
  PersonDto,
} from './people.dto';

const PROBLEMS: ErrorCode[] = [
  ...KEY_PROBLEMS,
  'request-invalid',
  'gallery-not-found',
  'person-not-found',
  'face-not-found',
  'service-unavailable',
];

@ApiTags('People')
@ApiBearerAuth()
@Scopes('enrol')
@Controller('v1/galleries/:gallery/people/:personId/faces/:faceId')
export class FacesController {
  constructor(
    @Inject(PeopleErasure) private readonly erasure: PeopleErasure,
    @Inject(FaceMoves) private readonly moves: FaceMoves,
    @Inject(EnrolmentPhotographs) private readonly photographs: EnrolmentPhotographs,
  ) {}

  @Get('photograph')
  @ApiOperation({
    operationId: 'findPhotograph',
    summary: 'The photograph that a face was enrolled with',
    description: 'Byte for byte, as it was sent. It may show others, too.',
  })
  @ApiProduces('image/*')
  @ApiResponse({ status: 200, content: { 'image/*': { schema: { type: 'string', format: 'binary' } } } })
  @ApiProblems(...PROBLEMS)
  async photograph(
    @Param() { gallery, personId, faceId }: FacePath,
    @Res() response: Response,
  ): Promise<void> {
    const { bytes, mediaType } = await this.photographs.find(gallery, personId, faceId);
    response.setHeader('Content-Type', mediaType);
    response.setHeader('Content-Disposition', 'inline');
    response.send(bytes);
  }

  @Delete()
  @ApiOperation({
    summary: 'Remove a face of a person',
    description:
      'Erases it as removing the person would. Somebody whose last face goes stays in the gallery only if added or changed by himself.',
  })
  @ApiResponse({ status: 200, type: FaceRemovalDto })
  @ApiProblems(...PROBLEMS)
  remove(@Param() { gallery, personId, faceId }: FacePath): Promise<FaceRemoval> {
    return this.erasure.face(gallery, personId, faceId);
  }

  @Post('move')
  @Audited('act', { personField: 'to' })
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    summary: 'Give a face to another person of the gallery',
    description: 'For somebody who was enrolled under a wrong name. Answers with the person who has it now.',
  })
  @ApiResponse({ status: 200, type: PersonDto })
  @ApiProblems(...PROBLEMS, 'request-too-large')
  move(@Param() { gallery, personId, faceId }: FacePath, @Body() { to }: FaceMoveDto): Promise<PersonRecord> {
    return this.moves.move(gallery, personId, faceId, to);
  }
}
