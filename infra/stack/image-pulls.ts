import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allow } from './statements';

export const PULLS = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];

/** The login is to the account's registry as a whole; ECR knows no narrower resource for it. */
export function imagePulls(repositoryArn: string): PolicyStatement[] {
  return [allow(['ecr:GetAuthorizationToken'], ['*']), allow(PULLS, [repositoryArn])];
}
