import { type Buckets as BucketNames, lifecycleRules } from '@facefleet/aws';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../settings';

const PRIVATE: BucketProps = {
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Without versions: what is erased has to be gone. The audit log, if it has its own, keeps them, because its lock asks for it. */
export class Buckets extends Construct {
  readonly images: Bucket;
  readonly results: Bucket;
  readonly galleries: Bucket;
  /** Absent: the audit log lies in the galleries bucket. */
  readonly audit: Bucket | undefined;

  constructor(scope: Construct, id: string, { answersDays, auditLockDays }: Settings) {
    super(scope, id);
    const bucket = (name: keyof BucketNames) =>
      new Bucket(this, name, { ...PRIVATE, lifecycleRules: rulesOf(name, answersDays) });
    this.images = bucket('images');
    this.results = bucket('results');
    this.galleries = bucket('galleries');
    if (auditLockDays === undefined) return;
    this.audit = new Bucket(this, 'audit', {
      ...PRIVATE,
      versioned: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(auditLockDays)),
    });
  }
}

function rulesOf(bucket: keyof BucketNames, answersDays: number | undefined): LifecycleRule[] {
  return lifecycleRules(bucket, answersDays).map(
    ({ ID, Filter, Expiration, AbortIncompleteMultipartUpload: abort }) => ({
      id: ID,
      prefix: Filter.Prefix === '' ? undefined : Filter.Prefix,
      expiration: Expiration && Duration.days(Expiration.Days),
      abortIncompleteMultipartUploadAfter: abort && Duration.days(abort.DaysAfterInitiation),
    }),
  );
}
