/**
 * What IAM asks for each call of the SDK. Reading also takes the right to list: S3 says "not there" only to who has it,
 * and "forbidden" to others.
 */
export const ACTIONS: Record<string, string[]> = {
  GetObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  PutObjectCommand: ['s3:PutObject'],
  DeleteObjectsCommand: ['s3:DeleteObject'],
  ListObjectsV2Command: ['s3:ListBucket'],
  HeadBucketCommand: ['s3:ListBucket'],
  /** Of lib-storage: one put, or an upload in parts, which it aborts when it fails. */
  Upload: ['s3:PutObject', 's3:AbortMultipartUpload'],
  SendMessageCommand: ['sqs:SendMessage'],
  SendMessageBatchCommand: ['sqs:SendMessage'],
  ReceiveMessageCommand: ['sqs:ReceiveMessage'],
  DeleteMessageCommand: ['sqs:DeleteMessage'],
  DeleteMessageBatchCommand: ['sqs:DeleteMessage'],
  ChangeMessageVisibilityCommand: ['sqs:ChangeMessageVisibility'],
  ChangeMessageVisibilityBatchCommand: ['sqs:ChangeMessageVisibility'],
  GetQueueAttributesCommand: ['sqs:GetQueueAttributes'],
  DescribeInstancesCommand: ['ec2:DescribeInstances'],
  DescribeLaunchTemplatesCommand: ['ec2:DescribeLaunchTemplates'],
  /** Tags come with the launch, and the machine gets a role. */
  RunInstancesCommand: ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'],
  CreateFleetCommand: ['ec2:CreateFleet', 'ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'],
  StartInstancesCommand: ['ec2:StartInstances'],
  StopInstancesCommand: ['ec2:StopInstances'],
  TerminateInstancesCommand: ['ec2:TerminateInstances'],
};

/** What the script of a worker's machine calls by itself, and what IAM asks for it. */
export const OF_THE_MACHINE: { says: RegExp; actions: string[] }[] = [
  { says: /aws secretsmanager get-secret-value /, actions: ['secretsmanager:GetSecretValue'] },
  { says: /aws ecr get-login-password /, actions: ['ecr:GetAuthorizationToken'] },
  {
    says: /docker pull /,
    actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
  },
  { says: /--log-driver awslogs /, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
];
