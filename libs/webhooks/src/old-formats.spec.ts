import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { DeliveryEvent, LogEntry } from './delivery-log';
import { Disabled, Registered, WebhookSettings } from './webhook';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  'delivery-event': DeliveryEvent,
  'log-entry': LogEntry,
  'webhook-settings': WebhookSettings,
  'webhook-registered': Registered,
  'webhook-disabled': Disabled,
});
