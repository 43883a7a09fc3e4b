import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a metric is called and how it is told apart. */
export interface MetricKind<L extends string> {
  /** `facefleet_…`, with its unit at the end */
  name: string;
  help: string;
  labels?: readonly L[];
  /**
   * Labels that CloudWatch is sent, where each combination of values is a metric to be paid for; what they do not tell
   * apart is one number. Absent: it is not sent there.
   */
  cloudWatch?: readonly L[];
}

export interface HistogramKind<L extends string> extends MetricKind<L> {
  /** Upper ends of its buckets, ascending. */
  buckets: readonly number[];
}

/** Seconds, from a cached answer to the longest wait. */
export const SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60, 120, 300,
] as const;

/** With the default of 10 ms a process that has nothing to do wakes up a hundred times a second. */
const EVENT_LOOP_LOOKED_AT_EVERY_MS = 100;

/** Every number that this process tells about itself, defined once: Prometheus reads them, CloudWatch is sent them. */
export class Metrics {
  readonly registry = new Registry();
  /** What CloudWatch is sent of each metric, by its name. */
  readonly cloudWatchLabels = new Map<string, readonly string[]>();

  constructor(labels: Record<string, string>) {
    this.registry.setDefaultLabels(labels);
    collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: EVENT_LOOP_LOOKED_AT_EVERY_MS,
    });
  }

  counter<L extends string = never>(kind: MetricKind<L>): Counter<L> {
    return new Counter(this.known(kind));
  }

  histogram<L extends string = never>({ buckets, ...kind }: HistogramKind<L>): Histogram<L> {
    return new Histogram({ ...this.known(kind), buckets: [...buckets] });
  }

  /** @param read sets its values, each time somebody looks */
  gauge<L extends string = never>(kind: MetricKind<L>, read?: (gauge: Gauge<L>) => void): Gauge<L> {
    return new Gauge<L>({
      ...this.known(kind),
      collect() {
        read?.(this);
      },
    });
  }

  private known<L extends string>({ name, help, labels = [], cloudWatch }: MetricKind<L>) {
    if (cloudWatch) this.cloudWatchLabels.set(name, cloudWatch);
    return { name, help, labelNames: labels, registers: [this.registry] };
  }
}
