import { describeUnderstood } from '@facefleet/contracts/fixtures/understood.fixture';
import { join } from 'node:path';
import { AuditRecord } from './audit/audit-record';
import { Answer, Claim } from './idempotency/claim';
import { DeadLetter } from './dead-letters/dead-letter';
import { Redrive } from './dead-letters/letter-book';
import { KeyRecord } from './keys/key-record';
import { LastUsed } from './keys/key-store';
import { UntoldRemoval } from './people/untold-removals';

describeUnderstood(join(__dirname, 'fixtures/v1'), {
  'audit-record': AuditRecord,
  'dead-letter': DeadLetter,
  'dead-letter-redrive': Redrive,
  'key-record': KeyRecord,
  'key-last-used': LastUsed,
  'idempotency-claim': Claim,
  'idempotency-answer': Answer,
  'untold-removal': UntoldRemoval,
});
