import { Duration } from 'aws-cdk-lib';
import {
  type Cluster,
  FargateService,
  type FargateTaskDefinition,
  Secret as EcsSecret,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { appEnvironment } from './app-environment';
import { appTask } from './app-task';
import type { Balancer } from './balancer';
import { DEPLOYMENT } from './deployment';
import { ExecutionRole } from './execution-role';
import { MODELS_DIR } from './images';
import { GATEWAY_PORT } from './network';
import type { Parts } from './parts';

/** Above the app's own 15 s. */
const STOP = Duration.seconds(30);
const MB = 1e6;

interface Props extends Parts {
  cluster: Cluster;
  balancer: Balancer;
  role: IRole;
}

export class GatewayService extends Construct {
  readonly service: FargateService;
  readonly task: FargateTaskDefinition;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { settings, network, secrets, images, logs, cluster, balancer, role } = props;
    const execution = new ExecutionRole(this, 'Execution', {
      repositoryArn: images.arn('gateway'),
      logGroup: logs.gateway,
      secretArns: [secrets.redisUrl.secretArn, secrets.adminKeyHashArn],
    });
    this.task = appTask(this, {
      name: 'gateway',
      cpu: settings.gateway.cpu,
      memoryMb: settings.gateway.memoryMb,
      architecture: settings.architecture,
      roles: { task: role, execution: execution.role },
      image: images.uri('gateway'),
      logGroup: logs.gateway,
      stopTimeout: STOP,
      ports: [{ containerPort: GATEWAY_PORT }],
      environment: this.environment(props),
      secrets: {
        REDIS_URL: EcsSecret.fromSecretsManager(secrets.redisUrl),
        FACEFLEET_ADMIN_KEY_SHA256: EcsSecret.fromSecretsManager(secrets.adminKeyHash),
      },
    });
    this.service = new FargateService(this, 'Service', {
      ...DEPLOYMENT,
      cluster,
      taskDefinition: this.task,
      desiredCount: settings.gateway.tasks,
      healthCheckGracePeriod: Duration.seconds(60),
      vpcSubnets: settings.webhooks ? network.public : network.private,
      assignPublicIp: settings.webhooks,
      securityGroups: [network.groups.gateway],
    });
    this.service.attachToApplicationTargetGroup(balancer.targets);
    // ECS refuses targets of a group that no listener uses yet.
    this.service.node.addDependency(balancer.listener);
  }

  private environment(props: Props): Record<string, string> {
    const { settings, queues, buckets } = props;
    const { gateway, clients, workers } = settings;
    return {
      ...appEnvironment(this, props),
      FACEFLEET_PORT: String(GATEWAY_PORT),
      FACEFLEET_TRUSTED_PROXIES: '1',
      FACEFLEET_WEBHOOK_QUEUE_URL: queues.webhooks.queueUrl,
      FACEFLEET_DEAD_LETTER_QUEUE_URL: queues.deadLetters.queueUrl,
      FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL: queues.bulkDeadLetters.queueUrl,
      FACEFLEET_MODELS_DIR: MODELS_DIR,
      FACEFLEET_MODEL: settings.model,
      FACEFLEET_RETENTION: settings.retention,
      FACEFLEET_GALLERY_MEMORY_MB: String(Math.floor(gateway.memoryMb / 4)),
      // A recognizer has to have room for a zip beside what else it keeps there.
      FACEFLEET_MAX_IMPORT_BYTES: String(Math.floor(workers.temporaryMb * 0.75) * MB),
      ...(clients.corsOrigins.length > 0 && { FACEFLEET_CORS_ORIGINS: clients.corsOrigins.join(',') }),
      ...(buckets.audit && { FACEFLEET_AUDIT_BUCKET: buckets.audit.bucketName }),
    };
  }
}
