import type { Clock } from '@facefleet/platform';
import { RequestBudget } from './request-budget';

/** What EC2 grants an account in a region, in its own token buckets; others in the account use them, too. */
export class RequestBudgets {
  readonly list: RequestBudget;
  readonly launch: RequestBudget;
  readonly start: RequestBudget;
  readonly stop: RequestBudget;
  readonly terminate: RequestBudget;

  constructor(clock: Clock) {
    this.list = new RequestBudget(clock, 'DescribeInstances', { size: 50, perS: 10 });
    this.launch = new RequestBudget(clock, 'RunInstances', { size: 5, perS: 2 });
    this.start = new RequestBudget(clock, 'StartInstances', { size: 5, perS: 2 });
    this.stop = new RequestBudget(clock, 'StopInstances', { size: 5, perS: 2 });
    this.terminate = new RequestBudget(clock, 'TerminateInstances', { size: 50, perS: 5 });
  }
}
