import type { ErrorCode } from '@facefleet/contracts';
import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { covers, requireGallery } from '../auth/gallery-access';
import { principalOf } from '../auth/principal';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import {
  type Gallery,
  GalleryDto,
  type GalleryList,
  GalleryListDto,
  GalleryPath,
  type GalleryRemoval,
  GalleryRemovalDto,
  GallerySettingsDto,
  NewGalleryDto,
} from './galleries.dto';
import { GalleriesService } from './galleries.service';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'service-unavailable'];

@ApiTags('Galleries')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/galleries')
export class GalleriesController {
  constructor(@Inject(GalleriesService) private readonly galleries: GalleriesService) {}

  @Get()
  @Scopes('recognize', 'enrol')
  @ApiOperation({
    summary: 'All galleries, their sizes and their settings',
    description:
      'Those that the key covers. Every one is looked at, so this takes longer the more there are.',
  })
  @ApiResponse({ status: 200, type: GalleryListDto })
  @ApiProblems(...PROBLEMS)
  async list(@Req() request: Request): Promise<GalleryList> {
    const principal = principalOf(request);
    return { galleries: await this.galleries.list((name) => covers(principal, name)) };
  }

  @Post()
  @Audited('act', { galleryField: 'name' })
  @Idempotent()
  @ApiOperation({
    summary: 'Create a gallery',
    description:
      'Only needed for a model or settings of its own: enrolling a first face creates a gallery, too.',
  })
  @ApiResponse({ status: 201, description: '`Location` says where it is.', type: GalleryDto })
  @ApiProblems(
    ...PROBLEMS,
    'request-invalid',
    'request-too-large',
    'gallery-exists',
    'model-not-found',
    'gallery-model-unavailable',
  )
  async create(
    @Body() wanted: NewGalleryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Gallery> {
    requireGallery(request, wanted.name);
    const gallery = await this.galleries.create(wanted);
    response.setHeader('Location', `/v1/galleries/${gallery.name}`);
    return gallery;
  }

  @Get(':gallery')
  @Scopes('recognize', 'enrol')
  @ApiOperation({ summary: 'A gallery, its size and its settings' })
  @ApiResponse({ status: 200, type: GalleryDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'gallery-not-found')
  find(@Param() { gallery }: GalleryPath): Promise<Gallery> {
    return this.galleries.find(gallery);
  }

  @Patch(':gallery')
  @ApiOperation({ summary: "Change a gallery's settings", description: 'Those that are named.' })
  @ApiResponse({ status: 200, type: GalleryDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'request-too-large', 'gallery-not-found')
  configure(@Param() { gallery }: GalleryPath, @Body() settings: GallerySettingsDto): Promise<Gallery> {
    return this.galleries.configure(gallery, settings);
  }

  @Delete(':gallery')
  @ApiOperation({
    summary: 'Delete a gallery with everybody in it',
    description:
      'Erases people, faces, enrolment photographs, settings and cached answers, and says how much that was. What was asked of it, with the images, batches and imports, is deleted in the background (`erasure`), and not shown from now on. The gallery `default` is there again at once, empty.',
  })
  @ApiResponse({ status: 200, type: GalleryRemovalDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'gallery-not-found')
  delete(@Param() { gallery }: GalleryPath): Promise<GalleryRemoval> {
    return this.galleries.delete(gallery);
  }
}
