import { Stack } from 'aws-cdk-lib';
import {
  Effect,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

type Conditions = Record<string, Record<string, string | string[] | boolean>>;

export function allow(actions: string[], resources: string[], conditions?: Conditions): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions, resources, conditions });
}

export function onObjects(bucket: IBucket, prefixes: readonly string[], actions: string[]): PolicyStatement {
  return allow(
    actions,
    prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
  );
}

/** Also where nothing is listed: S3 says that an object is not there only to who may list it, and else "forbidden". */
export function listing(bucket: IBucket, prefixes: readonly string[]): PolicyStatement {
  const like = { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) };
  return allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: like });
}

/** A role of exactly these statements: what CDK's helpers would add to it is left out. */
export function roleOf(
  scope: Construct,
  id: string,
  { service, description }: { service: 'ecs-tasks' | 'ec2'; description: string },
  statements: PolicyStatement[],
): IRole {
  const { account } = Stack.of(scope);
  const role = new Role(scope, id, {
    description,
    assumedBy: new ServicePrincipal(`${service}.amazonaws.com`, {
      // A service must not be talked into using the role for somebody else's account. EC2 does not say whose it is.
      conditions: service === 'ecs-tasks' ? { StringEquals: { 'aws:SourceAccount': account } } : {},
    }),
    // In the role itself: nobody gets it before it may do something.
    inlinePolicies: { facefleet: new PolicyDocument({ statements }) },
  });
  return role.withoutPolicyUpdates();
}
