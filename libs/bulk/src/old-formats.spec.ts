import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { BatchItem, BatchOptions } from './batch';
import { Cancellation, JobPlan, JobRecord } from './bulk-jobs';
import { ImportItem, ImportOptions } from './import';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  'job-record': JobRecord,
  'job-plan': JobPlan,
  cancellation: Cancellation,
  'batch-options': BatchOptions,
  'batch-item': BatchItem,
  'import-options': ImportOptions,
  'import-item': ImportItem,
});
