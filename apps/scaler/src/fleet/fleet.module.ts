import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { SCALER_CONFIG, type ScalerConfig } from '../config';
import { Fleet } from './fleet';
import { ProcessFleet } from './process-fleet';

const PROVEN_AFTER_MS = 10_000;
const DRAIN_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 25_000;

@Module({
  providers: [{ provide: Fleet, useFactory: fleetOf, inject: [SCALER_CONFIG, Clock] }],
  exports: [Fleet],
})
export class FleetModule {}

function fleetOf(config: ScalerConfig, clock: Clock): Fleet {
  switch (config.FACEFLEET_FLEET) {
    case 'process':
      return new ProcessFleet(
        {
          entry: config.FACEFLEET_RECOGNIZER_ENTRY,
          slots: config.FACEFLEET_SLOTS,
          env: config.workerEnv,
          provenAfterMs: PROVEN_AFTER_MS,
          drainLimitMs: DRAIN_LIMIT_MS,
          stopLimitMs: STOP_LIMIT_MS,
        },
        clock,
      );
  }
}
