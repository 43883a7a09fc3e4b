import { ModelCatalogue } from '@facefleet/models';
import {
  type DynamicModule,
  type FactoryProvider,
  Global,
  Inject,
  Module,
  type ModuleMetadata,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { FaceAnalyser } from './analyser';
import { DEFAULT_MAX_IMAGE_PIXELS } from './pipeline';
import { PooledFaceAnalyser, type PoolOptions } from './pooled-analyser';

export type VisionOptions = Omit<PoolOptions, 'maxImagePixels'> & {
  /** width x height that is decoded at most; 64 million unless given. */
  maxImagePixels?: number;
};

export interface VisionAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  inject?: FactoryProvider['inject'];
  useFactory: (...args: never[]) => VisionOptions | Promise<VisionOptions>;
}

const OPTIONS = Symbol('options of the vision module');

/** `FaceAnalyser` on a pool of worker threads, and the `ModelCatalogue` of the models that it can use. */
@Global()
@Module({})
export class VisionModule implements OnApplicationShutdown {
  constructor(@Inject(FaceAnalyser) private readonly analyser: PooledFaceAnalyser) {}

  static forRoot(options: VisionOptions): DynamicModule {
    return VisionModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports, inject, useFactory }: VisionAsyncOptions): DynamicModule {
    return {
      module: VisionModule,
      imports: imports ?? [],
      providers: [
        { provide: OPTIONS, inject: inject ?? [], useFactory },
        {
          provide: FaceAnalyser,
          inject: [OPTIONS],
          useFactory: (options: VisionOptions) =>
            new PooledFaceAnalyser({ maxImagePixels: DEFAULT_MAX_IMAGE_PIXELS, ...options }),
        },
        {
          provide: ModelCatalogue,
          inject: [OPTIONS],
          useFactory: ({ modelsDir }: VisionOptions) => ModelCatalogue.read(modelsDir),
        },
      ],
      exports: [FaceAnalyser, ModelCatalogue],
    };
  }

  /** After the drain: images at hand are finished by then. */
  async onApplicationShutdown(): Promise<void> {
    await this.analyser.close();
  }
}
