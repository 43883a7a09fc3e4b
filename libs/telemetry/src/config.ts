import { envInt } from '@facefleet/platform';
import { z } from 'zod';

export const telemetryConfig = {
  /** Metrics are written beside the log for CloudWatch, under this name; absent: they are not. */
  FACEFLEET_METRICS_NAMESPACE: z
    .string()
    .regex(/^[\w./#:-]{1,255}$/, 'letters, digits and . / # : _ -')
    .optional(),
  /** How often [s]. */
  FACEFLEET_METRICS_EVERY_S: envInt(1, 3_600).default(60),
  /** Where traces are sent by OTLP over HTTP, as `http://localhost:4318`; absent: there are none. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** The same with its whole path, where it differs. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
};

export interface TelemetryOptions {
  FACEFLEET_METRICS_NAMESPACE?: string;
  FACEFLEET_METRICS_EVERY_S: number;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
}
