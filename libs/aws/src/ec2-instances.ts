import {
  EC2Client,
  type InstanceStateName,
  type Instance as Ec2Instance,
  paginateDescribeInstances,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { EC2_TIMEOUT_MS, type Endpoint, requestHandler } from './clients';
import { FLEET_TAG, type Instance, type InstanceLaunch, Instances } from './instances';

const PAGE_SIZE = 1_000;
const STATES = ['pending', 'running', 'stopping', 'shutting-down'] as const satisfies InstanceStateName[];

export class Ec2Instances extends Instances {
  constructor(private readonly ec2: EC2Client) {
    super();
  }

  async list(fleet: string): Promise<Instance[]> {
    const Filters = [
      { Name: `tag:${FLEET_TAG}`, Values: [fleet] },
      { Name: 'instance-state-name', Values: [...STATES] },
    ];
    const instances: Instance[] = [];
    try {
      const config = { client: this.ec2, pageSize: PAGE_SIZE };
      for await (const { Reservations = [] } of paginateDescribeInstances(config, { Filters })) {
        for (const { Instances = [] } of Reservations) instances.push(...Instances.flatMap(instanceOf));
      }
    } catch (error) {
      rethrowWithCode(error);
    }
    return instances;
  }

  async launch({ launchTemplateId, version, count, clientToken, tags }: InstanceLaunch): Promise<string[]> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const command = new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateId: launchTemplateId, Version: version },
      MinCount: 1,
      MaxCount: count,
      ClientToken: clientToken,
      InstanceInitiatedShutdownBehavior: 'terminate',
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    });
    const { Instances = [] } = await this.ec2.send(command).catch(rethrowWithCode);
    return Instances.flatMap(({ InstanceId }) => InstanceId ?? []);
  }

  async terminate(instanceIds: string[]): Promise<void> {
    if (instanceIds.length === 0) return;
    await this.ec2.send(new TerminateInstancesCommand({ InstanceIds: instanceIds })).catch(rethrowWithCode);
  }
}

export function createEc2Client({ region, endpoint }: Endpoint): EC2Client {
  return new EC2Client({ region, endpoint, requestHandler: requestHandler(EC2_TIMEOUT_MS) });
}

/** The filter is EC2's to apply; an instance in another state all the same is none of ours. */
function instanceOf({ InstanceId, State, LaunchTime }: Ec2Instance): Instance[] {
  const state = STATES.find((known) => known === State?.Name);
  if (InstanceId === undefined || LaunchTime === undefined)
    throw new Error('EC2 answered without an id or a time');
  return state === undefined ? [] : [{ instanceId: InstanceId, state, launchedAtMs: LaunchTime.getTime() }];
}

/** EC2's codes tell more than its sentences do, and an operator can look them up. */
function rethrowWithCode(cause: unknown): never {
  if (!(cause instanceof Error)) throw cause;
  throw new Error(`${cause.name}: ${cause.message}`, { cause });
}
