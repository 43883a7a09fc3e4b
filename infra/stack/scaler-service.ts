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
import { DEPLOYMENT } from './deployment';
import { ExecutionRole } from './execution-role';
import type { Parts } from './parts';
import { appTask } from './app-task';
import type { Workers } from './workers';

/** One leads, the other stands by. */
const TASKS = 2;
const PORT = 8082;
/** Alive is enough: a scaler that cannot see the queue is not helped by a restart. */
const ALIVE = `fetch('http://127.0.0.1:${PORT}/health/live').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))`;
/** Above the app's own 30 s. */
const STOP = Duration.seconds(40);

interface Props extends Parts {
  cluster: Cluster;
  workers: Workers;
  role: IRole;
}

export class ScalerService extends Construct {
  readonly service: FargateService;
  readonly task: FargateTaskDefinition;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { settings, network, secrets, images, logs, cluster, role } = props;
    const execution = new ExecutionRole(this, 'Execution', {
      repositoryArn: images.arn('scaler'),
      logGroup: logs.scaler,
      secretArns: [secrets.redisUrl.secretArn],
    });
    this.task = appTask(this, {
      name: 'scaler',
      cpu: 256,
      memoryMb: 512,
      architecture: settings.architecture,
      roles: { task: role, execution: execution.role },
      image: images.uri('scaler'),
      logGroup: logs.scaler,
      stopTimeout: STOP,
      healthCheck: {
        command: ['CMD', 'node', '-e', ALIVE],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.seconds(60),
      },
      environment: this.environment(props),
      secrets: { REDIS_URL: EcsSecret.fromSecretsManager(secrets.redisUrl) },
    });
    this.service = new FargateService(this, 'Service', {
      ...DEPLOYMENT,
      cluster,
      taskDefinition: this.task,
      desiredCount: TASKS,
      vpcSubnets: network.private,
      securityGroups: [network.groups.scaler],
    });
  }

  private environment(props: Props): Record<string, string> {
    const { settings, network, workers } = props;
    const { fleet, workers: machines, name } = settings;
    return {
      ...appEnvironment(this, props),
      FACEFLEET_SCALER_PORT: String(PORT),
      FACEFLEET_FLEET: 'ec2',
      FACEFLEET_FLEET_TAG: name,
      FACEFLEET_LAUNCH_TEMPLATE_ID: workers.template.ref,
      // The number, so that a new version reaches the scaler as a deployment, and a roll-back takes it back.
      FACEFLEET_LAUNCH_TEMPLATE_VERSION: workers.template.attrLatestVersionNumber,
      FACEFLEET_INSTANCE_TYPES: machines.instanceTypes
        .map(({ type, weight }) => `${type}=${weight}`)
        .join(','),
      FACEFLEET_SUBNETS: network.vpc.selectSubnets(network.private).subnetIds.join(','),
      FACEFLEET_PURCHASE: machines.purchase.map(({ how, weight }) => `${how}=${weight}`).join(','),
      FACEFLEET_WARM_POOL: String(fleet.warmPool),
      FACEFLEET_MAX_LIFETIME_S: String(fleet.maxLifetimeS),
      FACEFLEET_SLOTS: String(machines.slots),
      FACEFLEET_MIN_WORKERS: String(fleet.minWorkers),
      FACEFLEET_MAX_WORKERS: String(fleet.maxWorkers),
      FACEFLEET_TICK_MS: String(fleet.tickMs),
      FACEFLEET_IDLE_S: String(fleet.idleS),
      FACEFLEET_DEADLINE_S: String(fleet.deadlineS),
      ...(fleet.spendCapS !== undefined && { FACEFLEET_SPEND_CAP_S: String(fleet.spendCapS) }),
    };
  }
}
