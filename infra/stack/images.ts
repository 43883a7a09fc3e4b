import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { release } from '../read-settings';
import type { Settings } from '../settings';

export type ImageName = 'gateway' | 'recognizer' | 'scaler';

/**
 * What the stack takes for granted of the container images, one for each app, built for the architecture that is set:
 * - the entry point starts the app: `node dist/apps/<app>/src/main.js`, which gets SIGTERM and ends by itself;
 * - the user 1000:1000 can run it, from a root file system that cannot be written to;
 * - the models lie in `MODELS_DIR`, readable for everybody, in those of the gateway and of the recognizer;
 * - `node` is on the PATH, which the scaler's health check runs.
 */
export const MODELS_DIR = '/app/models-installed';
export const CONTAINER_USER = '1000:1000';

/** Where the images are, by repository and tag: nothing is built or looked up here. */
export class Images {
  readonly registry: string;

  constructor(
    private readonly scope: Construct,
    private readonly settings: Settings,
  ) {
    const { account, region, urlSuffix } = Stack.of(scope);
    this.registry = `${account}.dkr.ecr.${region}.${urlSuffix}`;
  }

  uri(name: ImageName): string {
    return `${this.registry}/${this.repository(name)}:${this.settings.images.tag ?? release()}`;
  }

  arn(name: ImageName): string {
    return Stack.of(this.scope).formatArn({
      service: 'ecr',
      resource: 'repository',
      resourceName: this.repository(name),
    });
  }

  private repository(name: ImageName): string {
    return `${this.settings.images.repositoryPrefix}/${name}`;
  }
}
