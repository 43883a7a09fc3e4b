import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { ModelChangeItem, ModelChangeOptions } from './change';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  'model-change-options': ModelChangeOptions,
  'model-change-item': ModelChangeItem,
});
