import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ItemOutcome, ItemWarnings, JobStart, OutcomeStatus } from './bulk';
import {
  type Events,
  GalleryChanged,
  GatewayHeartbeat,
  JobFinished,
  WorkerDrain,
  WorkerHeartbeat,
} from './events';
import { describeUnderstood, fixturesIn } from './fixtures/understood.fixture';
import { FleetStatus } from './fleet';
import { FleetOrdered } from './fleet-policy';
import { FleetRecord } from './fleet-record';
import { JobResult } from './job-result';
import { KeysChanged } from './keys';
import { QueueMessage } from './messages';
import { DeliveryMessage } from './webhooks';

const FOLDER = join(__dirname, 'fixtures/v1');

/** A new event must be added here to compile. */
const EVENTS: Record<keyof typeof Events, z.ZodType> = {
  jobFinished: JobFinished,
  galleryChanged: GalleryChanged,
  workerHeartbeat: WorkerHeartbeat,
  workerDrain: WorkerDrain,
  gatewayHeartbeat: GatewayHeartbeat,
  fleetStatus: FleetStatus,
  fleetOrdered: FleetOrdered,
  webhooksChanged: z.object({}), // that there is one is all that it says
  keysChanged: KeysChanged,
};

describeUnderstood(FOLDER, {
  'queue-message': QueueMessage,
  'job-start': JobStart,
  'job-result': JobResult,
  'item-outcome': ItemOutcome,
  'item-warnings': ItemWarnings,
  'fleet-record': FleetRecord,
  'delivery-message': DeliveryMessage,
  ...Object.fromEntries(
    Object.entries(EVENTS).map(([name, schema]) => [
      `event-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      schema,
    ]),
  ),
});

describe('fixtures', () => {
  it.each([
    ['item-outcome', OutcomeStatus.options],
    ['job-start', JobStart.shape.kind.options],
  ] as const)('are there for each kind of %s', (format, kinds) => {
    expect(Object.keys(fixturesIn(FOLDER, format)).sort()).toEqual([...kinds].sort());
  });
});
