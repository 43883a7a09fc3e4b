import { Metrics } from '@facefleet/telemetry';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GatewayMetrics } from '../apps/gateway/src/telemetry/gateway-metrics';
import { WorkerMetrics } from '../apps/recognizer/src/telemetry/worker-metrics';
import { WorkerStatus } from '../apps/recognizer/src/worker/worker-status';
import { FleetMetrics } from '../apps/scaler/src/telemetry/fleet-metrics';
import { PROJECT } from './support/system';

/** Of all apps, by name, with what CloudWatch is sent. */
function known(): Map<string, readonly string[] | undefined> {
  const metrics = new Metrics({});
  new GatewayMetrics(metrics);
  new WorkerMetrics(metrics, new WorkerStatus('worker', 1));
  new FleetMetrics(metrics);
  const names = metrics.registry.getMetricsAsArray().map(({ name }) => name);
  return new Map(
    names
      .filter((name) => name.startsWith('facefleet_'))
      .map((name) => [name, metrics.cloudWatchLabels.get(name)]),
  );
}

const namesIn = (text: string) =>
  new Set([...text.matchAll(/facefleet_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')));

it('the dashboard for Grafana shows every metric, and none that there is not', async () => {
  const dashboard = await readFile(join(PROJECT, 'docker/grafana/facefleet.json'), 'utf8');
  expect(namesIn(dashboard)).toEqual(new Set(known().keys()));
});

it('dashboard and alarms of the stack ask for metrics that CloudWatch is sent', async () => {
  const folder = join(PROJECT, 'infra/stack');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const asked = [...namesIn(texts.join('\n'))].map((name) => name.replace(/_p(50|99)$/, ''));
  const sent = [...known()].flatMap(([name, labels]) => (labels === undefined ? [] : [name]));
  expect(new Set(asked)).toEqual(new Set(sent));
});

it('the documentation names every metric and what CloudWatch is sent of it', async () => {
  const text = await readFile(join(PROJECT, 'docs/observability.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(facefleet_\w+)` .*\|([^|]*)\|$/gm)];
  expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(known().keys()));
  for (const [, name, said] of rows)
    expect([name, said!.trim() !== 'no']).toEqual([name, known().get(name!) !== undefined]);
});
