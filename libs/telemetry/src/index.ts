export { telemetryConfig } from './config';
export { EmbeddedMetrics } from './metrics/embedded-metrics';
export { Metrics, SECONDS } from './metrics/metrics';
export { MetricsController } from './metrics/metrics.controller';
export { TelemetryModule } from './telemetry.module';
export {
  serverSpan,
  TRACE_FIELDS,
  traceAttributes,
  type TraceCarrier,
  traceCarrier,
  traced,
  tracedStages,
  traceOfLine,
} from './tracing/tracing';
