import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What the apps call their metrics (docs/observability.md). */
export const NAMESPACE = 'Facefleet';
const MINUTE = Duration.minutes(1);
type App = 'gateway' | 'recognizer' | 'scaler';

/** One metric that an app writes beside its log. */
export function own(
  app: App,
  metricName: string,
  statistic: string,
  labels: Record<string, string> = {},
): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { app, ...labels },
    statistic,
    period: MINUTE,
  });
}

/** All of a metric that a label tells apart, each a line of a graph; for dashboards, since alarms cannot search. */
export function each(app: App, metricName: string, label: string, statistic: string): MathExpression {
  const schema = `{${NAMESPACE},app,${label}}`;
  return new MathExpression({
    expression: `SEARCH('${schema} MetricName="${metricName}" app="${app}"', '${statistic}', 60)`,
    label: `\${PROP('Dim.${label}')}`,
    usingMetrics: {},
    period: MINUTE,
  });
}
