import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Metrics } from './metrics';

/** For Prometheus. It asks for no key: only on ports that clients do not reach. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
