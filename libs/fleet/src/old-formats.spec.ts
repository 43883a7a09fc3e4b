import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { FleetOrder } from './order';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  'fleet-order': FleetOrder,
});
