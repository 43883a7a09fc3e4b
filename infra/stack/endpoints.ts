import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type IInterfaceVpcEndpointService,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Parts } from './parts';
import { PULLS } from './image-pulls';

/** Of every region's repository of Amazon Linux packages. */
const PACKAGES_SUFFIX = 'de612dc2';

/**
 * The services that are called, and of those only what is ours: with somebody else's credentials, nothing can be carried
 * out to their buckets and queues from here either.
 */
export class Endpoints extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly parts: Parts,
  ) {
    super(scope, id);
    const { queues, secrets, logs, images } = parts;
    this.s3();
    const { SQS, ECR, ECR_DOCKER, SECRETS_MANAGER, CLOUDWATCH_LOGS, EC2 } = InterfaceVpcEndpointAwsService;
    const own = [queues.requests, queues.deadLetters, queues.bulk, queues.bulkDeadLetters, queues.webhooks];
    this.interface('Sqs', SQS, [
      [
        [
          'sqs:SendMessage',
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
        ],
        own.map(({ queueArn }) => queueArn),
      ],
    ]);
    const repositories = (['gateway', 'recognizer', 'scaler'] as const).map((name) => images.arn(name));
    for (const [name, service] of [
      ['Ecr', ECR],
      ['EcrDocker', ECR_DOCKER],
    ] as const)
      this.interface(name, service, [
        [['ecr:GetAuthorizationToken'], ['*']],
        [PULLS, repositories],
      ]);
    this.interface('Secrets', SECRETS_MANAGER, [
      [['secretsmanager:GetSecretValue'], [secrets.redisUrl.secretArn, secrets.adminKeyHashArn]],
    ]);
    this.interface('Logs', CLOUDWATCH_LOGS, [
      [
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [logs.gateway, logs.recognizer, logs.scaler].map(({ logGroupArn }) => logGroupArn),
      ],
    ]);
    this.interface('Ec2', EC2, [
      [
        [
          'ec2:DescribeInstances',
          'ec2:DescribeLaunchTemplates',
          'ec2:RunInstances',
          'ec2:CreateFleet',
          'ec2:CreateTags',
          'ec2:StartInstances',
          'ec2:StopInstances',
          'ec2:TerminateInstances',
        ],
        ['*'],
      ],
    ]);
  }

  private interface(
    name: string,
    service: IInterfaceVpcEndpointService,
    allowed: [string[], string[]][],
  ): void {
    const { network, settings } = this.parts;
    const { subnets } = network.vpc.selectSubnets(network.private);
    const endpoint = network.vpc.addInterfaceEndpoint(name, {
      service,
      subnets: { subnets: settings.network.endpointsInOneZone ? subnets.slice(0, 1) : subnets },
      securityGroups: [network.groups.endpoints],
      open: false,
      privateDnsEnabled: true,
    });
    const ofUs = { StringEquals: { 'aws:PrincipalAccount': Stack.of(this).account } };
    for (const [actions, resources] of allowed) endpoint.addToPolicy(anybody(actions, resources, ofUs));
  }

  private s3(): void {
    const { buckets, network } = this.parts;
    const { region, partition } = Stack.of(this);
    const own = [
      buckets.images,
      buckets.results,
      buckets.galleries,
      ...(buckets.audit ? [buckets.audit] : []),
    ];
    const endpoint = network.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const onObjects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];
    endpoint.addToPolicy(
      anybody(
        onObjects,
        own.map((bucket) => bucket.arnForObjects('*')),
      ),
    );
    endpoint.addToPolicy(
      anybody(
        ['s3:ListBucket'],
        own.map(({ bucketArn }) => bucketArn),
      ),
    );
    // Layers of container images, and packages of Amazon Linux, lie in buckets of Amazon's.
    endpoint.addToPolicy(
      anybody(
        ['s3:GetObject'],
        [
          `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
          `arn:${partition}:s3:::al2023-repos-${region}-${PACKAGES_SUFFIX}/*`,
        ],
      ),
    );
  }
}

function anybody(
  actions: string[],
  resources: string[],
  conditions?: Record<string, Record<string, string>>,
) {
  return new PolicyStatement({ principals: [new AnyPrincipal()], actions, resources, conditions });
}
