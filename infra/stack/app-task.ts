import type { Duration } from 'aws-cdk-lib';
import {
  Capability,
  ContainerImage,
  type ContainerDefinitionOptions,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  AwsLogDriverMode,
  LogDriver,
  OperatingSystemFamily,
  type PortMapping,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { CONTAINER_USER } from './images';

interface AppTask extends Pick<ContainerDefinitionOptions, 'environment' | 'secrets' | 'healthCheck'> {
  name: string;
  cpu: number;
  memoryMb: number;
  architecture: 'arm64' | 'x86_64';
  roles: { task: IRole; execution: IRole };
  image: string;
  logGroup: ILogGroup;
  stopTimeout: Duration;
  ports?: PortMapping[];
}

/** One app on Fargate: not root, nothing to write to (gateway and scaler write nothing), no capabilities. */
export function appTask(scope: Construct, app: AppTask): FargateTaskDefinition {
  const task = new FargateTaskDefinition(scope, 'Task', {
    cpu: app.cpu,
    memoryLimitMiB: app.memoryMb,
    taskRole: app.roles.task,
    executionRole: app.roles.execution,
    runtimePlatform: {
      operatingSystemFamily: OperatingSystemFamily.LINUX,
      cpuArchitecture: app.architecture === 'arm64' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
    },
  });
  const linuxParameters = new LinuxParameters(scope, 'Linux', { initProcessEnabled: true });
  linuxParameters.dropCapabilities(Capability.ALL);
  task.addContainer(app.name, {
    image: ContainerImage.fromRegistry(app.image),
    user: CONTAINER_USER,
    readonlyRootFilesystem: true,
    linuxParameters,
    stopTimeout: app.stopTimeout,
    environment: app.environment,
    secrets: app.secrets,
    healthCheck: app.healthCheck,
    portMappings: app.ports,
    logging: LogDriver.awsLogs({
      logGroup: app.logGroup,
      streamPrefix: app.name,
      mode: AwsLogDriverMode.NON_BLOCKING, // while CloudWatch is away, lines are lost and nothing else
    }),
  });
  return task;
}
