import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { FLEET_TAG } from '@facefleet/aws';
import type { Settings } from '../settings';
import { Alarms } from './alarms';
import { AlarmTopic } from './alarm-topic';
import { Balancer } from './balancer';
import { Buckets } from './buckets';
import { Budget } from './budget';
import { Dashboard } from './dashboard';
import { Endpoints } from './endpoints';
import { GatewayRole } from './gateway-role';
import { GatewayService } from './gateway-service';
import { Images } from './images';
import { Logs } from './logs';
import { Network } from './network';
import { Queues } from './queues';
import { RecognizerRole } from './recognizer-role';
import { RedisCache } from './redis-cache';
import { ScalerRole } from './scaler-role';
import { ScalerService } from './scaler-service';
import { Secrets } from './secrets';
import { Workers } from './workers';

/** The schema that templates are checked by knows no tags of theirs. */
const UNTAGGED = ['AWS::ElasticLoadBalancingV2::Listener'];

/** The whole of one deployment but its container images. */
export class FacefleetStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      description: 'Facefleet: face recognition that buys machines only while there is work',
      terminationProtection: settings.protect,
    });
    Tags.of(this).add('facefleet:stack', settings.name, { excludeResourceTypes: UNTAGGED });

    const network = new Network(this, 'Network', settings);
    const queues = new Queues(this, 'Queues', settings.name);
    const buckets = new Buckets(this, 'Buckets', settings);
    const logs = new Logs(this, 'Logs', settings);
    const redis = new RedisCache(this, 'Redis', { settings, network });
    const secrets = new Secrets(this, 'Secrets', { settings, redis });
    const images = new Images(this, settings);
    const parts = { settings, network, queues, buckets, logs, secrets, images };

    const workerRole = new RecognizerRole(this, 'RecognizerRole', parts).role;
    const workers = new Workers(this, 'Workers', { ...parts, role: workerRole });
    const cluster = new Cluster(this, 'Cluster', { vpc: network.vpc, clusterName: settings.name });
    const balancer = new Balancer(this, 'Balancer', { settings, network });
    const gateway = new GatewayService(this, 'Gateway', {
      ...parts,
      cluster,
      balancer,
      role: new GatewayRole(this, 'GatewayRole', parts).role,
    });
    const scaler = new ScalerService(this, 'Scaler', {
      ...parts,
      cluster,
      workers,
      role: new ScalerRole(this, 'ScalerRole', { ...parts, workers }).role,
    });
    new Endpoints(this, 'Endpoints', parts);

    const { topic } = new AlarmTopic(this, 'AlarmTopic', settings);
    new Alarms(this, 'Alarms', { settings, queues, balancer, gateway, scaler, redis, topic });
    new Dashboard(this, 'Dashboard', { settings, queues, balancer });
    new Budget(this, 'Budget', { settings, topic });
    this.outputs(balancer, buckets, redis);
  }

  private outputs(
    { loadBalancer }: Balancer,
    { images, results, galleries }: Buckets,
    redis: RedisCache,
  ): void {
    const outputs = {
      Address: loadBalancer.loadBalancerDnsName,
      ImagesBucket: images.bucketName,
      ResultsBucket: results.bucketName,
      GalleriesBucket: galleries.bucketName,
      RedisGroup: redis.group.ref,
      FleetTag: FLEET_TAG,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
