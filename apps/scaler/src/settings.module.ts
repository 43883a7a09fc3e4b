import { Clock, SystemClock } from '@facefleet/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SCALER_CONFIG, type ScalerConfig } from './config';

/** What every part of the scaler may ask for. */
@Global()
@Module({})
export class SettingsModule {
  static forRoot(config: ScalerConfig): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: SCALER_CONFIG, useValue: config },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [SCALER_CONFIG, Clock],
    };
  }
}
