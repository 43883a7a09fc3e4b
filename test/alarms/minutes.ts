import type { FleetStatus } from '@facefleet/contracts';
import { EmbeddedMetrics, Metrics } from '@facefleet/telemetry';
import { FleetMetrics } from '../../apps/scaler/src/telemetry/fleet-metrics';
import { BALANCER } from './alarm';
import { embeddedIn, type Measurement } from './measurement';

export const MINUTE_MS = 60_000;

/** What is measured in a minute; nothing in one without. */
export type Minute = () => Omit<Measurement, 'atMs'>[];

const measured =
  (namespace: string, dimensions: Record<string, string>) =>
  (values: Record<string, number>): Omit<Measurement, 'atMs'>[] =>
    Object.entries(values).map(([name, value]) => ({ namespace, name, dimensions, value }));

/** Of SQS, once a minute of every queue that somebody asks or that holds something. */
export const queue = (id: string) => measured('AWS/SQS', { QueueName: `<Queues${id} QueueName>` });

/** Of the balancer, what is not zero. */
export const balancer = measured('AWS/ApplicationELB', { LoadBalancer: BALANCER });

/** Of the gateways behind it: hosts each minute, answers where there are any. */
export const targets = measured('AWS/ApplicationELB', {
  LoadBalancer: BALANCER,
  TargetGroup: '<BalancerGateways TargetGroupFullName>',
});

/** Of ECS, each running task once a minute. */
export const service = (id: 'Gateway' | 'Scaler') =>
  measured('AWS/ECS', { ClusterName: '<Cluster>', ServiceName: `<${id}Service Name>` });

/** Of ElastiCache, each node once a minute. */
export const redisNode = (number: 1 | 2) =>
  measured('AWS/ElastiCache', { CacheClusterId: `<RedisGroup>-00${number}` });

/** What stands in their way, and how many have failed since the start. */
interface Launches {
  obstacle: string | undefined;
  failed: number;
}

/** The metrics of a scaler by its own code, as it writes them once a minute. */
export class ScalerTelling {
  readonly metrics: FleetMetrics;
  private readonly embedded: EmbeddedMetrics;

  constructor(namespace: string) {
    const metrics = new Metrics({ app: 'scaler' });
    this.metrics = new FleetMetrics(metrics);
    this.embedded = new EmbeddedMetrics(metrics, namespace, 'scaler');
  }

  decides(action: 'hold' | 'launch', launches: Launches = { obstacle: undefined, failed: 0 }): void {
    this.metrics.decided(
      { workers: [], decision: { action, desired: 1 } } as unknown as FleetStatus,
      launches,
    );
  }

  async written(atMs: number): Promise<Measurement[]> {
    return embeddedIn((await this.embedded.lines(atMs)).join('\n'));
  }
}

/** One after the other, from the epoch on. */
export function measuredIn(minutes: readonly Minute[]): Measurement[] {
  return minutes.flatMap((minute, number) =>
    minute().map((one) => ({ ...one, atMs: number * MINUTE_MS + MINUTE_MS / 2 })),
  );
}
