import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerCertificate,
  SslPolicy,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import { GATEWAY_PORT, type Network } from './network';

/** Above the 50 s for which a gateway lets clients wait, below the 65 s for which it keeps idle connections. */
const IDLE = Duration.seconds(60);

/** TLS ends here. Nothing listens on port 80: who sends a key there by mistake gets no answer that hides it. */
export class Balancer extends Construct {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targets: ApplicationTargetGroup;
  readonly listener: ApplicationListener;

  constructor(scope: Construct, id: string, { settings, network }: { settings: Settings; network: Network }) {
    super(scope, id);
    const isPublic = settings.clients.public;
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      internetFacing: isPublic,
      vpcSubnets: isPublic ? network.public : network.private,
      securityGroup: network.groups.balancer,
      idleTimeout: IDLE,
      dropInvalidHeaderFields: true,
      deletionProtection: settings.protect,
    });
    this.targets = new ApplicationTargetGroup(this, 'Gateways', {
      vpc: network.vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port: GATEWAY_PORT,
      deregistrationDelay: IDLE, // who waits for an answer gets it before the gateway is told to end
      healthCheck: {
        path: '/health/ready',
        interval: Duration.seconds(15),
        timeout: Duration.seconds(6), // the gateway looks for 3 s at most
        healthyThresholdCount: 2,
        // ECS replaces what is unhealthy, which helps against nothing that is wrong with S3 or SQS: not at once.
        unhealthyThresholdCount: 6,
      },
    });
    this.listener = new ApplicationListener(this, 'Https', {
      loadBalancer: this.loadBalancer,
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      certificates: [ListenerCertificate.fromArn(settings.certificateArn ?? this.askedCertificate())],
      defaultTargetGroups: [this.targets],
      open: false,
    });
  }

  private askedCertificate(): string {
    const parameter = new CfnParameter(Stack.of(this), 'CertificateArn', {
      description: 'Certificate of the load balancer, in ACM, of the same region',
      allowedPattern: 'arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+',
    });
    return parameter.valueAsString;
  }
}
