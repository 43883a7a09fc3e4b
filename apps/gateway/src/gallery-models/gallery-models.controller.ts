import type { ErrorCode } from '@facefleet/contracts';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Scopes } from '../auth/scopes.decorator';
import { GalleryPath } from '../galleries/galleries.dto';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import {
  type GalleryModel,
  GalleryModelDto,
  type ModelChange,
  ModelChangeDto,
  ModelChangeRequestDto,
} from './gallery-models.dto';
import { GalleryModelsService } from './gallery-models.service';

const PROBLEMS: ErrorCode[] = [
  ...KEY_PROBLEMS,
  'request-invalid',
  'gallery-not-found',
  'service-unavailable',
];

@ApiTags('Galleries')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/galleries/:gallery/model')
export class GalleryModelsController {
  constructor(@Inject(GalleryModelsService) private readonly models: GalleryModelsService) {}

  @Post()
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({
    summary: 'Compare the faces of a gallery by another model',
    description:
      'Every face gets an embedding by the new model from its enrolment photograph, in the background; recognitions go on by the old one meanwhile. Once all faces were tried the gallery is switched at once. The old embeddings stay, so the way back finds nothing to do and is immediate.',
  })
  @ApiResponse({
    status: 202,
    type: ModelChangeDto,
    description: 'Accepted. `Location` says where its progress is.',
  })
  @ApiProblems(
    ...PROBLEMS,
    'model-not-found',
    'gallery-model-unavailable',
    'model-change-running',
    'request-too-large',
  )
  async change(
    @Param() { gallery }: GalleryPath,
    @Body() { model, minimumShare }: ModelChangeRequestDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ModelChange> {
    const change = await this.models.change(gallery, model, minimumShare);
    response.setHeader('Location', change.location);
    return change;
  }

  @Get()
  @Scopes('recognize', 'enrol')
  @ApiOperation({
    summary: "A gallery's model, and how far a change of it is",
    description: 'At most about a second old.',
  })
  @ApiResponse({ status: 200, type: GalleryModelDto })
  @ApiProblems(...PROBLEMS)
  async find(@Param() { gallery }: GalleryPath): Promise<GalleryModel> {
    return this.models.find(gallery);
  }

  @Delete()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'cancelModelChange',
    summary: "Cancel a change of a gallery's model",
    description:
      'The old model stays. What was embedded is kept, so asking for the change again goes on from there. Where no change is under way nothing happens.',
  })
  @ApiResponse({ status: 202, type: GalleryModelDto })
  @ApiProblems(...PROBLEMS)
  async cancel(@Param() { gallery }: GalleryPath): Promise<GalleryModel> {
    return this.models.cancel(gallery);
  }
}
