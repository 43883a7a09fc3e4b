import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client';
import type { Metrics } from './metrics';
import { type Cumulative, quantile } from './quantile';

/** CloudWatch takes so many metrics in one line. */
const MOST_IN_A_LINE = 100;
/** What is told of each distribution. */
const QUANTILES = { p50: 0.5, p99: 0.99 };

type Unit = 'Count' | 'Seconds' | 'Bytes' | 'None';
interface Told {
  dimensions: Record<string, string>;
  name: string;
  unit: Unit;
  value: number;
}
type Sampled = MetricObjectWithValues<MetricValue<string> | MetricValueWithName<string>>;

/**
 * The metrics as lines of CloudWatch's Embedded Metric Format, which CloudWatch Logs turns into metrics. A counter is
 * told by what came since the last time, a distribution by two of its quantiles over that time.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmbeddedMetrics {
  /** What counters and buckets stood at the last time. */
  private last = new Map<string, number>();

  constructor(
    private readonly metrics: Metrics,
    private readonly namespace: string,
    private readonly app: string,
  ) {}

  /** @param atMs Unix time */
  async lines(atMs: number): Promise<string[]> {
    const all = (await this.metrics.registry.getMetricsAsJSON()) as Sampled[];
    const told = all.flatMap((metric) => {
      const labels = this.metrics.cloudWatchLabels.get(metric.name);
      return labels === undefined ? [] : this.toldOf(metric, labels);
    });
    const byDimensions = grouped(told, ({ dimensions }) => JSON.stringify(dimensions));
    return [...byDimensions.values()].flatMap((group) =>
      inParts(group, MOST_IN_A_LINE).map((part) => this.line(part, atMs)),
    );
  }

  private toldOf(metric: Sampled, labels: readonly string[]): Told[] {
    const groups = grouped(metric.values, (value) => JSON.stringify(this.dimensions(value, labels)));
    return [...groups.entries()].flatMap(([key, values]) => {
      const dimensions = JSON.parse(key) as Record<string, string>;
      const of = (name: string, value: number, unit: Unit) => ({ dimensions, name, unit, value });
      const kind = String(metric.type);
      if (kind === 'histogram') {
        const buckets = this.news(metric.name + key, bucketsOf(values));
        return Object.entries(QUANTILES).flatMap(([suffix, share]) => {
          const value = quantile(buckets, share);
          return value === undefined ? [] : [of(`${metric.name}_${suffix}`, value, unitOf(metric.name))];
        });
      }
      const sum = values.reduce((total, { value }) => total + value, 0);
      if (kind === 'counter') return [of(metric.name, this.since(metric.name + key, sum), 'Count')];
      return [of(metric.name, sum, unitOf(metric.name))];
    });
  }

  private dimensions(
    { labels }: { labels: Partial<Record<string, string | number>> },
    kept: readonly string[],
  ) {
    const named = kept.flatMap((name) => (labels[name] === undefined ? [] : [[name, String(labels[name])]]));
    return { app: this.app, ...(Object.fromEntries(named) as Record<string, string>) };
  }

  private news(key: string, buckets: Cumulative): Cumulative {
    return buckets.map(({ le, count }) => ({ le, count: this.since(`${key} ${le}`, count) }));
  }

  private since(key: string, now: number): number {
    const before = this.last.get(key) ?? 0;
    this.last.set(key, now);
    return now - before;
  }

  private line(told: Told[], atMs: number): string {
    const { dimensions } = told[0]!;
    return JSON.stringify({
      _aws: {
        Timestamp: atMs,
        CloudWatchMetrics: [
          {
            Namespace: this.namespace,
            Dimensions: [Object.keys(dimensions)],
            Metrics: told.map(({ name, unit }) => ({ Name: name, Unit: unit })),
          },
        ],
      },
      ...dimensions,
      ...Object.fromEntries(told.map(({ name, value }) => [name, value])),
    });
  }
}

/** Several of one metric are added up: they differ in labels that are not told. */
function bucketsOf(values: Sampled['values']): Cumulative {
  const counts = new Map<number, number>();
  for (const value of values) {
    const le = 'metricName' in value && value.metricName?.endsWith('_bucket') ? value.labels.le : undefined;
    if (le === undefined) continue;
    const end = le === '+Inf' ? Infinity : Number(le);
    counts.set(end, (counts.get(end) ?? 0) + value.value);
  }
  return [...counts.entries()].sort(([a], [b]) => a - b).map(([le, count]) => ({ le, count }));
}

function unitOf(name: string): Unit {
  if (name.endsWith('_seconds')) return 'Seconds';
  if (name.endsWith('_bytes')) return 'Bytes';
  return 'None';
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
