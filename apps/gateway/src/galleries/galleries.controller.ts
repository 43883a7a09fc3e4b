import { EventPublisher } from '@facefleet/cache';
import { type ErrorCode, Events } from '@facefleet/contracts';
import { DEFAULT_MAX_FALSE_MATCH_RATE, Galleries } from '@facefleet/gallery';
import { Body, Controller, Get, Inject, Param, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Scopes } from '../auth/scopes.decorator';
import { GatewayOptions } from '../config';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { type Gallery, GalleryDto, GalleryPath, GallerySettingsDto } from './galleries.dto';

const PROBLEMS: ErrorCode[] = [
  ...KEY_PROBLEMS,
  'request-invalid',
  'gallery-not-found',
  'service-unavailable',
];

@ApiTags('Galleries')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/galleries/:gallery')
export class GalleriesController {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  @Get()
  @Scopes('recognize', 'enrol')
  @ApiOperation({ summary: 'A gallery, its size and its settings' })
  @ApiResponse({ status: 200, type: GalleryDto })
  @ApiProblems(...PROBLEMS)
  async find(@Param() { gallery }: GalleryPath): Promise<Gallery> {
    const { state, version } = await this.galleries.existing(gallery, 0);
    const people = [...state.people.values()];
    return {
      name: gallery,
      model: state.model ?? this.options.defaultModel,
      maxFalseMatchRate: state.maxFalseMatchRate ?? DEFAULT_MAX_FALSE_MATCH_RATE,
      people: people.length,
      faces: people.reduce((sum, { faces }) => sum + faces.length, 0),
      version,
    };
  }

  @Patch()
  @ApiOperation({ summary: "Change a gallery's settings" })
  @ApiResponse({ status: 200, type: GalleryDto })
  @ApiProblems(...PROBLEMS, 'request-too-large')
  async configure(@Param() path: GalleryPath, @Body() settings: GallerySettingsDto): Promise<Gallery> {
    await this.galleries.configure(path.gallery, settings);
    this.events.publish(Events.galleryChanged, { gallery: path.gallery });
    return this.find(path);
  }
}
