import { createSqsClient } from '@facefleet/aws';
import { BulkModule } from '@facefleet/bulk';
import { OutcomesModule } from '@facefleet/outcomes';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SqsModule } from '@ssut/nestjs-sqs';
import type { GatewayEnv } from '../config';
import { DeadLettersController } from './dead-letters.controller';
import { DeadLettersService } from './dead-letters.service';
import { DeadRequests } from './dead-requests';
import { DeadStarts } from './dead-starts';
import { LetterBook } from './letter-book';
import { LetterErasure } from './letter-erasure';
import { LetterKeeper } from './letter-keeper';
import { LetterReader } from './letter-reader';
import { consumerOf, letterReceiver } from './letter-receiver';
import { LetterSubjects } from './letter-subjects';
import { LetterRemoval } from './letter-removal';
import { RedriveService } from './redrive.service';

/** A shutdown takes up to so long: a poll that is under way is not cut off. */
const RECEIVE_WAIT_S = 2;
const VISIBILITY_TIMEOUT_S = 30;
const HEARTBEAT_S = 10;
/** A letter that could not be settled, because the store did not answer, say. */
const TRY_AGAIN_AFTER_S = 10;
const BATCH_SIZE = 10;

/** What the queues could not deliver: it is settled here, where somebody always is, also with no worker at all. */
@Global()
@Module({})
export class DeadLettersModule {
  static forRoot(config: GatewayEnv): DynamicModule {
    const common = {
      sqs: createSqsClient({ region: config.AWS_REGION, endpoint: config.AWS_ENDPOINT_URL }),
      useQueueUrlAsEndpoint: config.AWS_ENDPOINT_URL === undefined,
      batchSize: BATCH_SIZE,
      waitTimeSeconds: RECEIVE_WAIT_S,
      visibilityTimeout: VISIBILITY_TIMEOUT_S,
      heartbeatInterval: HEARTBEAT_S,
      terminateVisibilityTimeout: TRY_AGAIN_AFTER_S,
      messageSystemAttributeNames: ['ApproximateReceiveCount' as const, 'SentTimestamp' as const],
    };
    return {
      module: DeadLettersModule,
      imports: [
        BulkModule,
        OutcomesModule,
        SqsModule.register({
          consumers: [
            { ...common, name: consumerOf('requests'), queueUrl: config.FACEFLEET_DEAD_LETTER_QUEUE_URL },
            { ...common, name: consumerOf('bulk'), queueUrl: config.FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL },
          ],
        }),
      ],
      controllers: [DeadLettersController],
      providers: [
        letterReceiver('requests'),
        letterReceiver('bulk'),
        LetterReader,
        DeadRequests,
        DeadStarts,
        LetterBook,
        LetterErasure,
        LetterKeeper,
        LetterRemoval,
        LetterSubjects,
        RedriveService,
        DeadLettersService,
      ],
      exports: [LetterErasure, LetterKeeper],
    };
  }
}
