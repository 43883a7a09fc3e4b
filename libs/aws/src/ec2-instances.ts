import {
  CreateFleetCommand,
  DescribeLaunchTemplatesCommand,
  EC2Client,
  type Instance as Ec2Instance,
  type InstanceStateName,
  paginateDescribeInstances,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { EC2_TIMEOUT_MS, type Endpoint, requestHandler } from './clients';
import { instanceErrorOf } from './ec2-errors';
import { createFleetAnswer, createFleetInput, refusalOf, runInstancesInput } from './ec2-launch';
import { InstanceError } from './instance-error';
import {
  FLEET_TAG,
  type Instance,
  Instances,
  INTENT_TAG,
  type LaunchAnswer,
  type LaunchOrder,
  TEMPLATE_VERSION_TAG,
} from './instances';

const PAGE_SIZE = 1_000;
const STATES = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
] as const satisfies InstanceStateName[];
/** What EC2 answers to a dry run of something that it would do. */
const WOULD_DO = 'DryRunOperation';

export class Ec2Instances extends Instances {
  constructor(private readonly ec2: EC2Client) {
    super();
  }

  async list(fleet: string): Promise<Instance[]> {
    const Filters = [{ Name: `tag:${FLEET_TAG}`, Values: [fleet] }];
    const instances: Instance[] = [];
    try {
      const config = { client: this.ec2, pageSize: PAGE_SIZE };
      for await (const { Reservations = [] } of paginateDescribeInstances(config, { Filters })) {
        for (const { Instances = [] } of Reservations) instances.push(...Instances.map(instanceOf));
      }
    } catch (error) {
      rethrow(error);
    }
    return instances;
  }

  async launch(order: LaunchOrder): Promise<LaunchAnswer> {
    const [offering, ...others] = order.offerings;
    if (offering === undefined) throw new Error('A launch needs an offering');
    if (others.length > 0) {
      const answer = await this.ec2.send(new CreateFleetCommand(createFleetInput(order))).catch(rethrow);
      return createFleetAnswer(answer, order);
    }
    try {
      const command = new RunInstancesCommand(runInstancesInput(order, offering));
      const { Instances: [instance] = [] } = await this.ec2.send(command);
      if (instance?.InstanceId === undefined)
        throw new InstanceError('other', 'unknown', 'EC2 answered no id');
      return { instanceId: instance.InstanceId, refusals: [] };
    } catch (error) {
      return { refusals: [refusalOf(error, offering)] };
    }
  }

  async rehearse(order: LaunchOrder): Promise<void> {
    const [offering] = order.offerings;
    if (offering === undefined) throw new Error('A launch needs an offering');
    const command = new RunInstancesCommand({ ...runInstancesInput(order, offering), DryRun: true });
    await this.ec2.send(command).catch((error: unknown) => {
      if (!(error instanceof Error && error.name === WOULD_DO)) rethrow(error);
    });
  }

  async start(instanceIds: string[]): Promise<void> {
    if (instanceIds.length === 0) return;
    await this.ec2.send(new StartInstancesCommand({ InstanceIds: instanceIds })).catch(rethrow);
  }

  async stop(instanceIds: string[]): Promise<void> {
    if (instanceIds.length === 0) return;
    await this.ec2.send(new StopInstancesCommand({ InstanceIds: instanceIds })).catch(rethrow);
  }

  async terminate(instanceIds: string[]): Promise<void> {
    if (instanceIds.length === 0) return;
    await this.ec2.send(new TerminateInstancesCommand({ InstanceIds: instanceIds })).catch(rethrow);
  }

  async templateVersion(launchTemplateId: string, which: '$Default' | '$Latest'): Promise<number> {
    const command = new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [launchTemplateId] });
    const { LaunchTemplates: [template] = [] } = await this.ec2.send(command).catch(rethrow);
    const number = which === '$Default' ? template?.DefaultVersionNumber : template?.LatestVersionNumber;
    if (number === undefined)
      throw new InstanceError('other', 'refused', `${launchTemplateId} has no ${which}`);
    return number;
  }
}

export function createEc2Client({ region, endpoint }: Endpoint): EC2Client {
  // The scaler's own back-off is the only one: tries that the SDK makes by itself would hide that EC2 throttles.
  const maxAttempts = 1;
  return new EC2Client({ region, endpoint, maxAttempts, requestHandler: requestHandler(EC2_TIMEOUT_MS) });
}

function instanceOf(instance: Ec2Instance): Instance {
  const { InstanceId, State, LaunchTime, InstanceType, SubnetId, InstanceLifecycle, Tags = [] } = instance;
  const state = STATES.find((known) => known === State?.Name);
  if (InstanceId === undefined || LaunchTime === undefined || state === undefined)
    throw new Error('EC2 answered an instance without an id, a time or a state');
  const tag = (name: string) => Tags.find(({ Key }) => Key === name)?.Value;
  const version = tag(TEMPLATE_VERSION_TAG);
  return {
    instanceId: InstanceId,
    state,
    launchedAtMs: LaunchTime.getTime(),
    offering: {
      instanceType: InstanceType,
      subnetId: SubnetId,
      purchase: InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    },
    intentId: tag(INTENT_TAG),
    templateVersion: version === undefined ? undefined : Number(version),
  };
}

function rethrow(cause: unknown): never {
  throw instanceErrorOf(cause);
}
