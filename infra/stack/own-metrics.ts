import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Settings } from '../settings';

const MINUTE = Duration.minutes(1);
type App = 'gateway' | 'recognizer' | 'scaler';

/** Of the metrics that the apps of this stack write: two stacks of one account must not be added up. */
export function namespaceOf({ name }: Pick<Settings, 'name'>): string {
  return `Facefleet/${name}`;
}

/** What the apps of a stack tell of themselves (docs/observability.md). */
export class OwnMetrics {
  private readonly namespace: string;

  constructor(settings: Pick<Settings, 'name'>) {
    this.namespace = namespaceOf(settings);
  }

  one(app: App, metricName: string, statistic: string, labels: Record<string, string> = {}): Metric {
    const dimensionsMap = { app, ...labels };
    return new Metric({ namespace: this.namespace, metricName, dimensionsMap, statistic, period: MINUTE });
  }

  /** All of a metric that a label tells apart, each a line of a graph; for dashboards, since alarms cannot search. */
  each(app: App, metricName: string, label: string, statistic: string): MathExpression {
    const schema = `{"${this.namespace}",app,${label}}`;
    return new MathExpression({
      expression: `SEARCH('${schema} MetricName="${metricName}" app="${app}"', '${statistic}', 60)`,
      label: `\${PROP('Dim.${label}')}`,
      usingMetrics: {},
      period: MINUTE,
    });
  }
}
