import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import { type Network, REDIS_PORT } from './network';

/** Cache, events and the scalers' lease. It may forget everything; while it is away nobody buys machines. */
export class RedisCache extends Construct {
  readonly group: CfnReplicationGroup;
  readonly password: Secret;

  constructor(scope: Construct, id: string, { settings, network }: { settings: Settings; network: Network }) {
    super(scope, id);
    const { name, redis } = settings;
    this.password = new Secret(this, 'Password', {
      description: 'AUTH token of Redis',
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
    });
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: 'Private subnets',
      subnetIds: network.vpc.selectSubnets(network.private).subnetIds,
    });
    const isPair = redis.nodes > 1;
    this.group = new CfnReplicationGroup(this, 'Group', {
      replicationGroupDescription: `Cache and events of ${name}`,
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: redis.nodeType,
      numCacheClusters: redis.nodes,
      automaticFailoverEnabled: isPair,
      multiAzEnabled: isPair,
      port: REDIS_PORT,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [network.groups.redis.securityGroupId],
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      authToken: this.password.secretValue.unsafeUnwrap(), // a reference, which CloudFormation looks up
      autoMinorVersionUpgrade: true,
    });
  }

  get address(): string {
    return this.group.attrPrimaryEndPointAddress;
  }
}
