import { Global, Module } from '@nestjs/common';
import { GatewayMetrics } from './gateway-metrics';
import { MetricsServer } from './metrics-server';

@Global()
@Module({
  providers: [GatewayMetrics, MetricsServer],
  exports: [GatewayMetrics],
})
export class GatewayTelemetryModule {}
