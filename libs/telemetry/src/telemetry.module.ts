import { SystemClock } from '@facefleet/platform';
import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import type { TelemetryOptions } from './config';
import { EmbeddedMetrics } from './metrics/embedded-metrics';
import { EmbeddedMetricsWriter } from './metrics/embedded-metrics-writer';
import { Metrics } from './metrics/metrics';

const TRACE_EXPORTER = Symbol('trace exporter');

@Global()
@Module({})
export class TelemetryModule {
  /** @param labels of every metric and trace, beside `app` */
  static forApp(app: string, options: TelemetryOptions, labels: Record<string, string> = {}): DynamicModule {
    return {
      module: TelemetryModule,
      providers: [
        { provide: Metrics, useFactory: () => new Metrics({ app, ...labels }) },
        ...cloudWatch(app, options),
        ...traces(app, options, labels),
      ],
      exports: [Metrics],
    };
  }
}

function cloudWatch(app: string, options: TelemetryOptions): Provider[] {
  const { FACEFLEET_METRICS_NAMESPACE: namespace, FACEFLEET_METRICS_EVERY_S: everyS } = options;
  if (namespace === undefined) return [];
  const useFactory = (metrics: Metrics) =>
    new EmbeddedMetricsWriter(
      new EmbeddedMetrics(metrics, namespace, app),
      new SystemClock(),
      everyS * 1_000,
    );
  return [{ provide: EmbeddedMetricsWriter, useFactory, inject: [Metrics] }];
}

function traces(app: string, options: TelemetryOptions, labels: Record<string, string>): Provider[] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: everything, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesOnly } = options;
  if (everything === undefined && tracesOnly === undefined) return [];
  const useFactory = async () => {
    // Loaded only where it is wanted: it would lengthen the start of every worker.
    const { TraceExporter } = await import('./tracing/trace-exporter.js');
    return new TraceExporter(app, labels);
  };
  return [{ provide: TRACE_EXPORTER, useFactory }];
}
