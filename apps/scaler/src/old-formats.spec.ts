import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { LaunchIntent } from './fleet/ec2/launch-intent';
import { SpendRecord } from './fleet/ec2/spend-ledger';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  'launch-intent': LaunchIntent,
  'spend-record': SpendRecord,
});
