import { Leases } from '@facefleet/cache';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { ScalerConfig } from '../config';
import { Leadership, SoleLeader } from './leadership';
import { LeaseKeeper } from './lease-keeper';
import { LeasedLeadership } from './leased-leadership';
import { MonotonicClock } from './monotonic-clock';

const TTL_MS = 15_000;
/** EC2 has taken a call by then, or it failed. */
const MARGIN_MS = 5_000;
const TEND_EVERY_MS = 1_000;

@Global()
@Module({})
export class LeadModule {
  static forRoot({ fleet, mode }: ScalerConfig): DynamicModule {
    if (fleet.kind === 'process' || mode !== 'act') {
      return {
        module: LeadModule,
        providers: [{ provide: Leadership, useClass: SoleLeader }],
        exports: [Leadership],
      };
    }
    const options = { name: `scaler:${fleet.tag}`, ttlMs: TTL_MS, marginMs: MARGIN_MS };
    return {
      module: LeadModule,
      providers: [
        {
          provide: Leadership,
          useFactory: (leases: Leases) => new LeasedLeadership(leases, options, new MonotonicClock()),
          inject: [Leases],
        },
        {
          provide: LeaseKeeper,
          useFactory: (leadership: Leadership) => new LeaseKeeper(leadership, TEND_EVERY_MS),
          inject: [Leadership],
        },
      ],
      exports: [Leadership],
    };
  }
}
