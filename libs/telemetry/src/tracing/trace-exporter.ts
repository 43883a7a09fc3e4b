import { messageOf } from '@facefleet/platform';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { setTimeout as sleep } from 'node:timers/promises';

/** A collector that does not answer must not keep a process from ending in order. */
const LAST_WORDS_MS = 2_000;

/**
 * Sends traces, from its construction on. Where to, how often and which share of them is for OpenTelemetry's own
 * variables to say (`OTEL_EXPORTER_OTLP_…`, `OTEL_BSP_…`, `OTEL_TRACES_SAMPLER`, `OTEL_RESOURCE_ATTRIBUTES`).
 */
export class TraceExporter implements OnApplicationShutdown {
  private readonly logger = new Logger(TraceExporter.name);
  private readonly provider: NodeTracerProvider;

  constructor(app: string, labels: Record<string, string>) {
    const resource = resourceFromAttributes({
      'service.namespace': 'facefleet',
      'service.name': app,
      ...labels,
    });
    this.provider = new NodeTracerProvider({
      resource: defaultResource().merge(resource),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    this.provider.register();
  }

  async onApplicationShutdown(): Promise<void> {
    const sent = this.provider
      .shutdown()
      .catch((error: unknown) =>
        this.logger.warn({ error: messageOf(error) }, 'the last traces were not sent'),
      );
    await Promise.race([sent, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
  }
}
