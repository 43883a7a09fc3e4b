import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import type { Settings } from '../settings';

const KEPT_IMAGES = 20;

/** A stack of its own: images have to be there before the services that run them. */
export class ImageRepositories extends Stack {
  constructor(scope: Construct, id: string, { images, protect }: Settings) {
    super(scope, id, {
      description: 'Facefleet: repositories of its container images',
      terminationProtection: protect,
    });
    for (const app of ['gateway', 'recognizer', 'scaler']) {
      const repository = new Repository(this, app, {
        repositoryName: `${images.repositoryPrefix}/${app}`,
        imageTagMutability: TagMutability.IMMUTABLE,
        imageScanOnPush: true,
        removalPolicy: RemovalPolicy.RETAIN,
      });
      repository.addLifecycleRule({ maxImageCount: KEPT_IMAGES });
    }
  }
}
