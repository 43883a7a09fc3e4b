import { FLEET_TAG } from '@facefleet/aws';
import { Stack } from 'aws-cdk-lib';
import type { IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Parts } from './parts';
import { allow, listing, onObjects, roleOf } from './statements';
import { FLEET } from './stored';
import type { Workers } from './workers';

/**
 * May buy machines from the one launch template, only with our tag on them, and may start, stop and end only what carries
 * it. Cannot read images, results or galleries, and cannot tag what is there already.
 */
export class ScalerRole extends Construct {
  readonly role: IRole;

  constructor(
    scope: Construct,
    id: string,
    { queues, buckets, workers, settings, network }: Parts & { workers: Workers },
  ) {
    super(scope, id);
    const { results } = buckets;
    const subnetIds = network.vpc.selectSubnets(network.private).subnetIds;
    this.role = roleOf(this, 'Role', { service: 'ecs-tasks', description: 'Facefleet scalers' }, [
      allow(['sqs:GetQueueAttributes'], [queues.requests.queueArn, queues.bulk.queueArn]),
      listing(results, [FLEET]),
      onObjects(results, [FLEET], ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']),
      // Neither of them knows resources.
      allow(['ec2:DescribeInstances', 'ec2:DescribeLaunchTemplates'], ['*']),
      ...this.launches(settings.name, workers, subnetIds, network.groups.workers.securityGroupId),
      allow(['ec2:StartInstances', 'ec2:StopInstances', 'ec2:TerminateInstances'], [this.ec2('instance/*')], {
        StringEquals: { [`aws:ResourceTag/${FLEET_TAG}`]: settings.name },
      }),
      allow(['iam:PassRole'], [workers.role.roleArn], {
        StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      }),
    ]);
  }

  private launches(
    fleet: string,
    { template, instanceTypes }: Workers,
    subnetIds: string[],
    securityGroupId: string,
  ): PolicyStatement[] {
    const buy = ['ec2:RunInstances', 'ec2:CreateFleet'];
    const ours = { [`aws:RequestTag/${FLEET_TAG}`]: fleet };
    const templateArn = this.ec2(`launch-template/${template.ref}`);
    const fromTemplate = { ArnEquals: { 'ec2:LaunchTemplate': templateArn } };
    return [
      allow(buy, [templateArn]),
      allow(['ec2:RunInstances'], [this.ec2('instance/*')], {
        ...fromTemplate,
        StringEquals: { ...ours, 'ec2:InstanceType': instanceTypes, 'ec2:MetadataHttpTokens': 'required' },
      }),
      allow(['ec2:RunInstances'], [this.ec2('volume/*')], {
        ...fromTemplate,
        Bool: { 'ec2:Encrypted': 'true' },
      }),
      allow(['ec2:RunInstances'], [this.ec2('network-interface/*')], fromTemplate),
      // Of a request for spot, EC2 does not say what it is made from; the machine that comes of it is judged as all are.
      allow(['ec2:RunInstances'], [this.ec2('spot-instances-request/*')]),
      allow(['ec2:RunInstances'], [this.ec2(`security-group/${securityGroupId}`), this.ec2('image/*', '')], {
        ...fromTemplate,
        Bool: { 'ec2:IsLaunchTemplateResource': 'true' },
      }),
      allow(
        ['ec2:RunInstances'],
        subnetIds.map((subnet) => this.ec2(`subnet/${subnet}`)),
        fromTemplate,
      ),
      // The machines of a fleet are launched, and judged, as by RunInstances.
      allow(
        ['ec2:CreateFleet'],
        [
          ...['fleet/*', 'instance/*', 'volume/*', 'network-interface/*', 'spot-instances-request/*'].map(
            (kind) => this.ec2(kind),
          ),
          ...subnetIds.map((subnet) => this.ec2(`subnet/${subnet}`)),
          this.ec2(`security-group/${securityGroupId}`),
          this.ec2('image/*', ''),
        ],
      ),
      allow(['ec2:CreateTags'], [this.ec2('instance/*'), this.ec2('volume/*')], {
        StringEquals: { ...ours, 'ec2:CreateAction': ['RunInstances', 'CreateFleet'] },
      }),
    ];
  }

  private ec2(resource: string, account?: string): string {
    return Stack.of(this).formatArn({ service: 'ec2', resource, ...(account !== undefined && { account }) });
  }
}
