import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { imagePulls } from './image-pulls';
import { allow, roleOf } from './statements';

/** What Fargate itself needs to start a task, and the app in it cannot use: its image, its log, its secrets. */
export class ExecutionRole extends Construct {
  readonly role: IRole;

  constructor(
    scope: Construct,
    id: string,
    needs: { repositoryArn: string; logGroup: ILogGroup; secretArns: string[] },
  ) {
    super(scope, id);
    this.role = roleOf(this, 'Role', { service: 'ecs-tasks', description: 'Starts Facefleet tasks' }, [
      ...imagePulls(needs.repositoryArn),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [needs.logGroup.logGroupArn]),
      allow(['secretsmanager:GetSecretValue'], needs.secretArns),
    ]);
  }
}
