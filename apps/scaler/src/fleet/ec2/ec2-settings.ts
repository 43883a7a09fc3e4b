import { type Offering, offeringName, type Purchase } from '@facefleet/aws';
import { ConfigError, envInt } from '@facefleet/platform';
import { z } from 'zod';
import type { Ec2FleetOptions } from './ec2-fleet-options';

/** Entries `name` or `name=weight`, separated by commas. */
const weighted = (name: z.ZodType<string>, what: string) =>
  z.string().transform((list, context) =>
    list.split(',').map((entry) => {
      const [given = '', weight = '1', ...rest] = entry.trim().split('=');
      const parsed = name.safeParse(given);
      const isWeight = /^[0-9]+(\.[0-9]+)?$/.test(weight) && rest.length === 0;
      if (!parsed.success || !isWeight) {
        context.addIssue({
          code: 'custom',
          message: `use ${what}, separated by commas, each perhaps with =weight`,
        });
      }
      return { name: given, weight: Number(weight) };
    }),
  );

/** Environment of the EC2 fleet, beside what it cannot do without. */
export const ec2Settings = {
  /** `ec2`: in order of preference, such as `c7i.large,m7i.large=1.2`; a weight is what a second costs against the cap. */
  FACEFLEET_INSTANCE_TYPES: weighted(
    z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/),
    'instance types',
  ).optional(),
  /** `ec2`: subnets, which stand for zones, in order of preference; absent: the launch template's. */
  FACEFLEET_SUBNETS: z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().startsWith('subnet-')))
    .optional(),
  /** `ec2`: in order of preference; a weight such as in `spot=0.4,on-demand` multiplies that of the type. */
  FACEFLEET_PURCHASE: weighted(z.enum(['spot', 'on-demand']), 'spot and on-demand').default([
    { name: 'on-demand', weight: 1 },
  ]),
  /** `ec2`: drained machines that are stopped and kept instead of terminated; on-demand ones only. */
  FACEFLEET_WARM_POOL: envInt(0, 1_000).default(0),
  /** `ec2`: a machine that runs longer is replaced; absent: never. */
  FACEFLEET_MAX_LIFETIME_S: envInt(600, 31_536_000).optional(),
  /** `ec2`: a machine whose worker was not heard of by then is replaced. */
  FACEFLEET_BOOTSTRAP_TIMEOUT_S: envInt(30, 7_200).default(300),
  /** `ec2`: weighted instance-seconds in an hour or a day (UTC); absent: no cap. At the cap, all workers drain. */
  FACEFLEET_SPEND_CAP_S: envInt(60, 1e9).optional(),
  FACEFLEET_SPEND_CAP_PER: z.enum(['hour', 'day']).default('hour'),
};

type Settings = z.infer<z.ZodObject<typeof ec2Settings>> & { FACEFLEET_LAUNCH_TEMPLATE_VERSION: string };

export type Ec2FleetSettings = { kind: 'ec2' } & Pick<
  Ec2FleetOptions,
  | 'tag'
  | 'launchTemplateId'
  | 'launchTemplateVersion'
  | 'offerings'
  | 'warmPool'
  | 'maxLifetimeMs'
  | 'bootstrapTimeoutMs'
  | 'spendCap'
>;

/** @throws ConfigError */
export function ec2FleetSettings(
  settings: Settings,
  launchTemplateId: string,
  tag: string,
): Ec2FleetSettings {
  const version = settings.FACEFLEET_LAUNCH_TEMPLATE_VERSION;
  const { FACEFLEET_MAX_LIFETIME_S: maxLifetimeS, FACEFLEET_SPEND_CAP_S: instanceS } = settings;
  const weights = weightsOf(settings);
  const offerings = weights.map(({ offering }) => offering);
  const names = offerings.map(offeringName);
  if (new Set(names).size < names.length) {
    throw new ConfigError(
      'FACEFLEET_INSTANCE_TYPES, FACEFLEET_SUBNETS or FACEFLEET_PURCHASE names something twice',
    );
  }
  const weightOf = (one: Offering) => weights.find(({ offering }) => isSameKind(offering, one))?.weight ?? 1;
  return {
    kind: 'ec2',
    tag,
    launchTemplateId,
    launchTemplateVersion: version === '$Default' || version === '$Latest' ? version : Number(version),
    offerings,
    warmPool: settings.FACEFLEET_WARM_POOL,
    maxLifetimeMs: maxLifetimeS === undefined ? undefined : maxLifetimeS * 1000,
    bootstrapTimeoutMs: settings.FACEFLEET_BOOTSTRAP_TIMEOUT_S * 1000,
    spendCap:
      instanceS === undefined ? undefined : { instanceS, per: settings.FACEFLEET_SPEND_CAP_PER, weightOf },
  };
}

/** Spot comes first in all types and zones, or on-demand does: then types, then zones. */
function weightsOf(settings: Settings): { offering: Offering; weight: number }[] {
  const types = settings.FACEFLEET_INSTANCE_TYPES ?? [{ name: undefined, weight: 1 }];
  const subnets = settings.FACEFLEET_SUBNETS ?? [undefined];
  return settings.FACEFLEET_PURCHASE.flatMap((purchase) =>
    types.flatMap((type) =>
      subnets.map((subnetId) => ({
        offering: { purchase: purchase.name as Purchase, instanceType: type.name, subnetId },
        weight: purchase.weight * type.weight,
      })),
    ),
  );
}

/** A machine tells its type also where the offering left it to the launch template. */
function isSameKind(offering: Offering, machine: Offering): boolean {
  const sameType = offering.instanceType === undefined || offering.instanceType === machine.instanceType;
  return sameType && offering.purchase === machine.purchase;
}
