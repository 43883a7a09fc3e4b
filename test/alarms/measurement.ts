/** One value of a metric, as it is sent to CloudWatch. */
export interface Measurement {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  atMs: number;
  value: number;
}

interface EmbeddedLine extends Record<string, unknown> {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
}

/** What CloudWatch Logs would make of the lines of a log: metrics of those in the Embedded Metric Format. */
export function embeddedIn(log: string): Measurement[] {
  return log
    .split('\n')
    .filter((line) => line.includes('"CloudWatchMetrics"'))
    .flatMap((line) => measured(JSON.parse(line.slice(line.indexOf('{'))) as EmbeddedLine));
}

function measured(line: EmbeddedLine): Measurement[] {
  const { Timestamp: atMs, CloudWatchMetrics } = line._aws;
  return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
      return Metrics.map(({ Name: name }) => ({
        namespace,
        name,
        dimensions,
        atMs,
        value: Number(line[name]),
      }));
    }),
  );
}
