import { Clock, SystemClock } from '@facefleet/platform';
import {
  type DynamicModule,
  type FactoryProvider,
  Global,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { Galleries } from './galleries';
import { GalleryOptions } from './gallery-options';
import { Compactor } from './storage/compactor';
import { EntryLog } from './storage/entry-log';
import { StoredFaces } from './stored-faces';

interface GalleryAsyncOptions
  extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider<GalleryOptions>, 'inject'> {
  useFactory: (...injected: never[]) => GalleryOptions;
}

/** One set of galleries for the whole process. Needs `AwsModule` for the store of the entries. */
@Global()
@Module({})
export class GalleryModule {
  static forRoot({ imports, inject, useFactory }: GalleryAsyncOptions): DynamicModule {
    return {
      module: GalleryModule,
      imports,
      providers: [
        { provide: GalleryOptions, inject: inject ?? [], useFactory: useFactory },
        EntryLog,
        Compactor,
        Galleries,
        StoredFaces,
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [Galleries, StoredFaces],
    };
  }
}
