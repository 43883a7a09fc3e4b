import {
  type CreateFleetCommandInput,
  type CreateFleetCommandOutput,
  type LaunchTemplateAndOverridesResponse,
  type RunInstancesCommandInput,
  type _InstanceType,
} from '@aws-sdk/client-ec2';
import { instanceErrorOf, kindOfCode } from './ec2-errors';
import { InstanceError, type InstanceErrorKind } from './instance-error';
import type { LaunchAnswer, LaunchOrder, Refusal } from './instances';
import { type Offering, offeringName } from './offering';

/** For a single offering: EC2 then also lets us say what a shutdown from inside means. */
export function runInstancesInput(order: LaunchOrder, offering: Offering): RunInstancesCommandInput {
  const { instanceType, subnetId, purchase } = offering;
  const market = {
    MarketType: 'spot' as const,
    SpotOptions: {
      SpotInstanceType: 'one-time' as const,
      InstanceInterruptionBehavior: 'terminate' as const,
    },
  };
  return {
    LaunchTemplate: templateOf(order),
    MinCount: 1,
    MaxCount: 1,
    ClientToken: order.clientToken,
    InstanceInitiatedShutdownBehavior: 'terminate',
    TagSpecifications: tagsOf(order),
    ...(instanceType !== undefined && { InstanceType: instanceType as _InstanceType }),
    ...(subnetId !== undefined && { SubnetId: subnetId }),
    ...(purchase === 'spot' && { InstanceMarketOptions: market }),
  };
}

/** For several offerings: EC2 tries them by itself, in our order, and says of each in vain why. */
export function createFleetInput(order: LaunchOrder): CreateFleetCommandInput {
  const spot = order.offerings[0]?.purchase === 'spot';
  const { LaunchTemplateId, Version } = templateOf(order);
  return {
    Type: 'instant',
    ClientToken: order.clientToken,
    TargetCapacitySpecification: {
      TotalTargetCapacity: 1,
      DefaultTargetCapacityType: spot ? 'spot' : 'on-demand',
    },
    ...(spot
      ? { SpotOptions: { AllocationStrategy: 'capacity-optimized-prioritized' } }
      : { OnDemandOptions: { AllocationStrategy: 'prioritized' } }),
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateId, Version },
        Overrides: order.offerings.map(({ instanceType, subnetId }, place) => ({
          ...(instanceType !== undefined && { InstanceType: instanceType as _InstanceType }),
          ...(subnetId !== undefined && { SubnetId: subnetId }),
          Priority: place,
        })),
      },
    ],
    TagSpecifications: tagsOf(order),
  };
}

/** @throws where nothing was launched for another reason than that the offerings cannot be had */
export function createFleetAnswer(
  { Instances = [], Errors = [] }: CreateFleetCommandOutput,
  order: LaunchOrder,
): LaunchAnswer {
  const [instanceId] = Instances.flatMap(({ InstanceIds = [] }) => InstanceIds);
  const failures = Errors.map(({ ErrorCode = 'Unknown', ErrorMessage = '', LaunchTemplateAndOverrides }) => ({
    offering: offeringOf(LaunchTemplateAndOverrides, order),
    kind: kindOfCode(ErrorCode),
    message: `${ErrorCode}: ${ErrorMessage}`,
  }));
  const refusals = failures.filter(({ kind }) => isRefusal(kind));
  if (instanceId !== undefined) return { instanceId, refusals };
  const other = failures.find(({ kind }) => !isRefusal(kind));
  if (other) throw new InstanceError(other.kind, 'refused', other.message);
  if (refusals.length === 0)
    throw new InstanceError('other', 'unknown', 'EC2 answered neither instance nor error');
  return { refusals };
}

/** The one offering cannot be had: an answer; everything else is a failure. */
export function refusalOf(cause: unknown, offering: Offering): Refusal {
  const error = instanceErrorOf(cause);
  if (!isRefusal(error.kind)) throw error;
  return { offering, kind: error.kind, message: error.message };
}

const isRefusal = (kind: InstanceErrorKind) => kind === 'insufficient-capacity' || kind === 'limit-exceeded';

function offeringOf(answer: LaunchTemplateAndOverridesResponse | undefined, order: LaunchOrder): Offering {
  const { InstanceType, SubnetId } = answer?.Overrides ?? {};
  const purchase = order.offerings[0]?.purchase ?? 'on-demand';
  const named = { instanceType: InstanceType, subnetId: SubnetId, purchase };
  return order.offerings.find((one) => offeringName(one) === offeringName(named)) ?? named;
}

function templateOf({ launchTemplateId, templateVersion }: LaunchOrder) {
  return { LaunchTemplateId: launchTemplateId, Version: String(templateVersion) };
}

function tagsOf({ tags }: LaunchOrder) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return [{ ResourceType: 'instance' as const, Tags }];
}
