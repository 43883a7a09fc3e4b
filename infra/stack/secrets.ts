import { Fn, SecretValue, Stack } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import { REDIS_PORT } from './network';
import type { RedisCache } from './redis-cache';

export class Secrets extends Construct {
  /** Made by hand, so that no template ever has it; only its name is known here. */
  readonly adminKeyHash: ISecret;
  /** `rediss://…` with the password in it, as the apps read it. */
  readonly redisUrl: Secret;
  /** What a role names to be allowed to read the admin key's hash: Secrets Manager adds six characters to a name. */
  readonly adminKeyHashArn: string;

  constructor(scope: Construct, id: string, { settings, redis }: { settings: Settings; redis: RedisCache }) {
    super(scope, id);
    this.adminKeyHash = Secret.fromSecretNameV2(this, 'AdminKeyHash', settings.adminKeySecret);
    this.adminKeyHashArn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: `secret:${settings.adminKeySecret}-??????`,
    });
    const password = redis.password.secretValue.unsafeUnwrap(); // a reference, which CloudFormation looks up
    this.redisUrl = new Secret(this, 'RedisUrl', {
      description: 'REDIS_URL of the apps',
      secretStringValue: SecretValue.unsafePlainText(
        Fn.join('', ['rediss://:', password, '@', redis.address, `:${REDIS_PORT}`]),
      ),
    });
  }
}
