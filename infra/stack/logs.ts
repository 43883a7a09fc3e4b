import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings';

/** Logs name ids of people and requests, so they go after a while. */
export class Logs extends Construct {
  readonly gateway: LogGroup;
  readonly recognizer: LogGroup;
  readonly scaler: LogGroup;

  constructor(scope: Construct, id: string, { name, logDays }: Settings) {
    super(scope, id);
    const group = (app: string) =>
      new LogGroup(this, app, {
        logGroupName: `/${name}/${app}`,
        retention: logDays,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    this.gateway = group('gateway');
    this.recognizer = group('recognizer');
    this.scaler = group('scaler');
  }
}
