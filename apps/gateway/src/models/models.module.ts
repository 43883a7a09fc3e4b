import { ModelCatalogue } from '@facefleet/models';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ModelsController } from './models.controller';

@Global()
@Module({})
export class ModelsModule {
  static forRoot(modelsDir: string): DynamicModule {
    return {
      module: ModelsModule,
      controllers: [ModelsController],
      providers: [{ provide: ModelCatalogue, useFactory: () => ModelCatalogue.read(modelsDir) }],
      exports: [ModelCatalogue],
    };
  }
}
