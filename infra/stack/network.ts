import {
  IpAddresses,
  type ISecurityGroup,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  type SubnetSelection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Settings } from '../settings';

export const GATEWAY_PORT = 3000;
export const REDIS_PORT = 6379;
const HTTPS = Port.tcp(443);

/** Private subnets have no way to the internet: AWS itself is reached through endpoints. */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly private: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED };
  readonly public: SubnetSelection = { subnetType: SubnetType.PUBLIC };
  readonly groups: Record<
    'balancer' | 'gateway' | 'scaler' | 'workers' | 'redis' | 'endpoints',
    ISecurityGroup
  >;

  constructor(scope: Construct, id: string, { network, clients }: Settings) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(network.cidr),
      ...(network.zones === undefined ? { maxAzs: 2 } : { availabilityZones: network.zones }),
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 20 },
      ],
    });
    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound: false });
    const balancer = group('BalancerGroup', 'Load balancer: clients in, gateways out');
    const gateway = group('GatewayGroup', 'Gateways: load balancer in, AWS and Redis out');
    const scaler = group('ScalerGroup', 'Scalers: nobody in, AWS and Redis out');
    const workers = group('WorkersGroup', 'Recognizers: nobody in, AWS and Redis out');
    const redis = group('RedisGroup', 'Redis: the apps in');
    const endpoints = group('EndpointsGroup', 'Endpoints of AWS services: the apps in');

    for (const cidr of clients.cidrs) balancer.addIngressRule(Peer.ipv4(cidr), HTTPS);
    balancer.addEgressRule(gateway, Port.tcp(GATEWAY_PORT));
    gateway.addIngressRule(balancer, Port.tcp(GATEWAY_PORT));
    for (const app of [gateway, scaler, workers]) {
      // S3 has public addresses; where there is no route but to its endpoint, nothing else can be reached.
      app.addEgressRule(Peer.anyIpv4(), HTTPS);
      app.addEgressRule(redis, Port.tcp(REDIS_PORT));
      redis.addIngressRule(app, Port.tcp(REDIS_PORT));
      endpoints.addIngressRule(app, HTTPS);
    }
    this.groups = { balancer, gateway, scaler, workers, redis, endpoints };
  }
}
