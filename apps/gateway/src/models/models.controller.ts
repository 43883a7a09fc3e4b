import { ModelCatalogue } from '@facefleet/models';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Unaudited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { GatewayOptions } from '../config';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { type Models, ModelsDto } from './models.dto';

@ApiTags('Models')
@ApiBearerAuth()
@Scopes('recognize', 'enrol')
@Unaudited('tells of models only')
@Controller('v1/models')
export class ModelsController {
  constructor(
    @Inject(ModelCatalogue) private readonly catalogue: ModelCatalogue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The embedding models that galleries can have',
    description: 'Each with its licence, its accuracy as measured, and what its similarities stand for.',
  })
  @ApiResponse({ status: 200, type: ModelsDto })
  @ApiProblems(...KEY_PROBLEMS)
  async list(): Promise<Models> {
    return { models: await Promise.all(this.catalogue.setNames.map((set) => this.describe(set))) };
  }

  private async describe(set: string): Promise<Models['models'][number]> {
    const { description, embedder } = this.catalogue.set(set)!;
    const { dimensions, flip, calibration } = this.catalogue.embedder(embedder)!;
    return {
      name: embedder,
      set,
      description,
      installed: await this.catalogue.hasInstalled(set),
      default: embedder === this.options.defaultModel,
      dimensions,
      flip,
      parts: [...this.catalogue.modelsIn(set)].map(([name, { task, licence, origin, accuracy }]) => ({
        name,
        task,
        licence,
        origin,
        accuracy: accuracy ?? null,
      })),
      calibration: calibration ?? null,
    };
  }
}
