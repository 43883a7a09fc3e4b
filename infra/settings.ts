import { Retention } from '@facefleet/contracts';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const KEPT_DAYS = new Set(Object.values(RetentionDays).filter((value) => typeof value === 'number'));

/** What a deployment chooses. Everything has a default but what only the account's owner knows. */
const Shape = z.strictObject({
  /** Begins the names of queues, log groups and alarms, and is the tag of our machines. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,20}$/)
    .default('facefleet'),
  /** Of the load balancer, in ACM, same region; absent: `cdk deploy` is given it as the parameter `CertificateArn`. */
  certificateArn: z
    .string()
    .regex(/^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate\/.+$/)
    .optional(),
  /** Hex SHA-256 of the admin key, in a secret that its owner made before the first deployment. */
  adminKeySecret: z
    .string()
    .min(1)
    // Such an ending looks like the six characters that Secrets Manager adds, and the secret would not be found.
    .refine((name) => !/-[A-Za-z0-9]{6}$/.test(name), 'must not end in a hyphen and six characters')
    .default('facefleet/admin-key-hash'),
  images: z
    .strictObject({
      /** Repositories are `<prefix>/gateway` and so on. */
      repositoryPrefix: z.string().min(2).default('facefleet'),
      tag: z.string().min(1),
    })
    .partial({ tag: true })
    .prefault({}),
  /** Of images and machines alike. */
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  network: z
    .strictObject({
      cidr: z.cidrv4().default('10.40.0.0/16'),
      /** Absent: the first two of the region. */
      zones: z.array(z.string()).min(2).optional(),
      /** Half the price of endpoints; while that zone is away, so is everything. */
      endpointsInOneZone: z.boolean().default(false),
    })
    .prefault({}),
  clients: z
    .strictObject({
      /** Off: only what reaches the network from inside can ask. */
      public: z.boolean().default(true),
      cidrs: z.array(z.cidrv4()).min(1).default(['0.0.0.0/0']),
      /** Web pages that may ask from browsers. */
      corsOrigins: z.array(z.url()).default([]),
    })
    .prefault({}),
  /** On: gateways get public addresses, because receivers of webhooks are out there. Nothing else has a way out. */
  webhooks: z.boolean().default(false),
  gateway: z
    .strictObject({
      tasks: whole(1, 100).default(2),
      cpu: whole(256, 16_384).default(512),
      memoryMb: whole(512, 122_880).default(1_024),
    })
    .prefault({}),
  fleet: z
    .strictObject({
      minWorkers: whole(0, 10_000).default(0),
      maxWorkers: whole(1, 10_000).default(10),
      /** Promised time from acceptance to answer [s]. */
      deadlineS: whole(1, 86_400).default(120),
      idleS: whole(0, 86_400).default(60),
      tickMs: whole(50, 60_000).default(2_000),
      /** Weighted instance-seconds an hour; absent: no cap but `maxWorkers`. */
      spendCapS: whole(60, 1e9).optional(),
      warmPool: whole(0, 1_000).default(0),
      /** So that machines get the newest machine image within a week. */
      maxLifetimeS: whole(600, 31_536_000).default(7 * 86_400),
    })
    .prefault({}),
  workers: z
    .strictObject({
      /** In order of preference; a weight is what a second costs beside the first one's. */
      instanceTypes: z
        .array(z.strictObject({ type: z.string(), weight: z.number().positive().default(1) }))
        .min(1)
        .optional(),
      purchase: z
        .array(
          z.strictObject({ how: z.enum(['spot', 'on-demand']), weight: z.number().positive().default(1) }),
        )
        .min(1)
        .default([
          { how: 'spot', weight: 0.4 },
          { how: 'on-demand', weight: 1 },
        ]),
      /** Images analysed at the same time on one machine. */
      slots: whole(1, 256).default(2),
      volumeGb: whole(8, 1_000).default(16),
      /** Where archives are unpacked and indexes are built: in memory, or on the encrypted volume. */
      temporary: z.enum(['memory', 'disk']).default('memory'),
      temporaryMb: whole(64, 500_000).default(1_024),
      /** With Docker and perhaps the container image, for faster boots; absent: the newest Amazon Linux 2023. */
      machineImage: z.string().startsWith('ami-').optional(),
    })
    .prefault({}),
  /** Embedding model of new galleries, by its name in `models/manifest.json`. */
  model: z.string().min(1).default('face-reidentification-retail-0095'),
  redis: z
    .strictObject({
      nodeType: z.string().startsWith('cache.').default('cache.t4g.micro'),
      /** Without Redis nobody buys machines: a second one takes over. */
      nodes: whole(1, 6).default(2),
    })
    .prefault({}),
  /** Of galleries that say nothing else: `12h`, `30d`, `none`, `keep`. */
  retention: Retention.default('keep'),
  /** After so many days the images bucket deletes by itself what was asked; absent: some galleries keep it for ever. */
  answersDays: whole(1, 36_500).optional(),
  /** Days in which nobody, not even the account's owner, can delete the audit log; absent: it lies beside the galleries. */
  auditLockDays: whole(1, 36_500).optional(),
  logDays: whole(1, 3_653)
    .refine((days) => KEPT_DAYS.has(days), 'a number of days that CloudWatch Logs knows, such as 30')
    .default(30),
  alarms: z
    .strictObject({
      /** Is asked to confirm; absent: the topic has no reader. */
      email: z.email().optional(),
      /** Work in bulk that waits longer than this is looked at [s]. */
      bulkAgeS: whole(60, 345_600).default(21_600),
      monthlyBudgetUsd: whole(1, 1e9).default(250),
    })
    .prefault({}),
  /** Neither the stack nor the load balancer can be deleted by a slip of the hand. */
  protect: z.boolean().default(true),
});

type Architecture = z.infer<typeof Shape>['architecture'];

const TYPES: Record<Architecture, { type: string; weight: number }[]> = {
  arm64: [
    { type: 'c7g.large', weight: 1 },
    { type: 'c8g.large', weight: 1.1 },
    { type: 'm7g.large', weight: 1.13 },
  ],
  x86_64: [
    { type: 'c7i.large', weight: 1 },
    { type: 'c6i.large', weight: 0.95 },
    { type: 'm7i.large', weight: 1.13 },
  ],
};
/** Graviton families have a `g` behind their generation: c7g, m7gd, t4g. */
const isGraviton = (type: string) => /^[a-z]+[0-9]+g/.test(type);

/** A launch template has one machine image, and so one architecture. */
export const Settings = Shape.transform((given) => ({
  ...given,
  workers: { ...given.workers, instanceTypes: given.workers.instanceTypes ?? TYPES[given.architecture] },
}))
  .refine(
    ({ architecture, workers }) =>
      workers.instanceTypes.every(({ type }) => isGraviton(type) === (architecture === 'arm64')),
    { path: ['workers', 'instanceTypes'], message: 'all have to be of the architecture that is set' },
  )
  .refine(({ fleet }) => fleet.minWorkers <= fleet.maxWorkers, {
    path: ['fleet', 'minWorkers'],
    message: 'is greater than maxWorkers',
  });
export type Settings = z.infer<typeof Settings>;
