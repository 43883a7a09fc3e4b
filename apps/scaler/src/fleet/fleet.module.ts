import { awsOptions, Instances, InstancesModule, ResultStore } from '@facefleet/aws';
import { EventPublisher } from '@facefleet/cache';
import { Clock } from '@facefleet/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { ScalerConfig } from '../config';
import { Leadership } from '../lead/leadership';
import { EventChannel } from '../observe/event-channel';
import { HeardNews } from '../observe/heard-news';
import { HearingModule } from '../observe/hearing.module';
import { HeartbeatBook } from '../observe/heartbeat-book';
import { Ec2Fleet } from './ec2/ec2-fleet';
import { LaunchIntents } from './ec2/launch-intents';
import { SpendLedger } from './ec2/spend-ledger';
import { StoredLaunchIntents } from './ec2/stored-launch-intents';
import { StoredSpendLedger } from './ec2/stored-spend-ledger';
import { WorkerNews } from './ec2/worker-news';
import { Fleet } from './fleet';
import { Mutations } from './mutations';
import { ProcessFleet } from './process-fleet';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const PROCESS_LIMITS = {
  provenAfterMs: 10 * SECOND_MS,
  drainLimitMs: MINUTE_MS,
  stopLimitMs: 25 * SECOND_MS,
};
const EC2_LIMITS = {
  drainLimitMs: 10 * MINUTE_MS,
  repeatAfterMs: 30 * SECOND_MS, // longer than a call may be under way
  giveUpAfterMs: 5 * MINUTE_MS,
  listedWithinMs: 2 * MINUTE_MS,
  secondLookMs: 10 * SECOND_MS,
  maxListAgeMs: 10 * SECOND_MS,
};

/** The fleet that the settings chose. */
@Global()
@Module({})
export class FleetModule {
  static forRoot(config: ScalerConfig): DynamicModule {
    const { fleet, FACEFLEET_SLOTS: slots } = config;
    const mutations = {
      provide: Mutations,
      useFactory: (leadership: Leadership, clock: Clock) => new Mutations(config.mode, leadership, clock),
      inject: [Leadership, Clock],
    };
    switch (fleet.kind) {
      case 'process': {
        const options = { entry: fleet.recognizerEntry, slots, env: config.workerEnv, ...PROCESS_LIMITS };
        const useFactory = (mutations: Mutations, clock: Clock) =>
          new ProcessFleet(options, mutations, clock);
        return {
          module: FleetModule,
          providers: [mutations, { provide: Fleet, useFactory, inject: [Mutations, Clock] }],
          exports: [Fleet],
        };
      }
      case 'ec2': {
        const options = { ...fleet, slots, maxMachines: config.FACEFLEET_MAX_WORKERS, ...EC2_LIMITS };
        // Beside the results, which this app has no other business with: it needs this prefix and no more of the bucket.
        const prefix = `fleet/${encodeURIComponent(fleet.tag)}/`;
        return {
          module: FleetModule,
          imports: [InstancesModule.forRoot(awsOptions(config)), HearingModule],
          providers: [
            mutations,
            {
              provide: LaunchIntents,
              useFactory: (store: ResultStore) => new StoredLaunchIntents(store, `${prefix}intents/`),
              inject: [ResultStore],
            },
            {
              provide: SpendLedger,
              useFactory: (store: ResultStore) => new StoredSpendLedger(store, `${prefix}spent.json`),
              inject: [ResultStore],
            },
            {
              provide: WorkerNews,
              useFactory: (book: HeartbeatBook, channel: EventChannel) => new HeardNews(book, channel),
              inject: [HeartbeatBook, EventChannel],
            },
            {
              provide: Fleet,
              useFactory: (
                instances: Instances,
                intents: LaunchIntents,
                ledger: SpendLedger,
                news: WorkerNews,
                events: EventPublisher,
                leadership: Leadership,
                mutations: Mutations,
                clock: Clock,
              ) =>
                new Ec2Fleet(
                  { instances, intents, ledger, news, events, leadership, mutations, clock },
                  options,
                ),
              inject: [
                Instances,
                LaunchIntents,
                SpendLedger,
                WorkerNews,
                EventPublisher,
                Leadership,
                Mutations,
                Clock,
              ],
            },
          ],
          exports: [Fleet],
        };
      }
    }
  }
}
