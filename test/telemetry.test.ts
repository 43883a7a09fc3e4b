import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { eventually, type LocalFile, LocalSystem } from './support/system';
import { type ReceivedSpan, TraceReceiver } from './support/trace-receiver';

const DEADLINE_MS = 60_000;
const [face] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

describe('metrics, traces and logs of a running system', () => {
  let receiver: TraceReceiver;
  let system: LocalSystem;
  let local: LocalFile;
  let api: Api;
  let recognitionId: string;

  beforeAll(async () => {
    receiver = await TraceReceiver.start();
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_METRICS_NAMESPACE: 'FacefleetTest',
      FACEFLEET_METRICS_EVERY_S: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    [local, api] = [await system.local(), await system.api()];
    await api.enrol(face.person, await demoPortrait(face, 0));
    const photo = uniqueJpeg(await demoPortrait(face, 1), 'telemetry');
    recognitionId = (await api.recognise(photo)).id;
    await api.recognise(photo); // from the cache
    await api.request('GET', '/v1/recognitions/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11');
  });
  afterAll(async () => {
    await system?.stop();
    receiver?.stop();
  });

  const metricsAt = async (url: string) => {
    const text = await (await fetch(url)).text();
    return { text, value: (name: string, labels: object) => valueOf(text, name, labels) };
  };
  const spans = () => receiver.spans.filter(({ traceId }) => traceId === rootOfRecognition()?.traceId);
  const rootOfRecognition = () =>
    receiver.spans.find(
      ({ app, attributes }) => app === 'gateway' && attributes['facefleet.request.id'] === recognitionId,
    );

  it('count requests by operation, problems by code and cached answers, for Prometheus', async () => {
    const { text, value } = await metricsAt(local.metrics.gateway);
    const operation = 'POST /v1/recognitions';
    expect(value('facefleet_requests_total', { operation, status: '200', class: '2xx' })).toBe(2);
    expect(value('facefleet_request_seconds_count', { operation })).toBe(2);
    expect(value('facefleet_problems_total', { code: 'recognition-not-found' })).toBe(1);
    expect(value('facefleet_cache_answers_total', { outcome: 'hit' })).toBe(1);
    expect(value('facefleet_accept_seconds_count', { stage: 'store' })).toBe(2);
    expect(value('process_resident_memory_bytes', { app: 'gateway' })).toBeGreaterThan(1e7);
    expect(text).not.toContain(recognitionId);
  });

  it('tell of the fleet what the scaler decides by', async () => {
    const { value } = await eventually(
      () => metricsAt(local.metrics.scaler),
      (metrics) =>
        metrics.value('facefleet_workers', { state: 'ready' }) === 1 &&
        metrics.value('facefleet_backlog', { state: 'waiting' }) === 0,
      DEADLINE_MS,
    );
    expect(value('facefleet_launches_total', {})).toBe(1);
    expect(value('facefleet_decisions_total', { action: 'launch' })).toBe(1);
  });

  it('are written beside the log for CloudWatch, each once', async () => {
    const embedded = () =>
      system.log
        .split('\n')
        .filter((line) => line.includes('"FacefleetTest"'))
        .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>);
    const sum = (name: string, where: Record<string, unknown>) =>
      embedded()
        .filter((line) => Object.entries(where).every(([key, value]) => line[key] === value))
        .reduce((total, line) => total + Number(line[name] ?? 0), 0);
    await eventually(
      () => sum('facefleet_jobs_total', { app: 'recognizer', kind: 'recognition', status: 'succeeded' }),
      (count) => count === 1,
      DEADLINE_MS,
    );
    await eventually(
      () => sum('facefleet_problems_total', { app: 'gateway', code: 'recognition-not-found' }),
      (count) => count === 1,
      DEADLINE_MS,
    );
    const stages = embedded().filter((line) => line.facefleet_stage_seconds_p50 !== undefined);
    expect(new Set(stages.map(({ stage }) => stage))).toEqual(
      new Set(['fetch', 'decode', 'detect', 'embed']),
    );
  });

  it('show one request in one trace through gateway, queue and recognizer', async () => {
    await eventually(
      () => spans().map(({ name }) => name),
      (names) => ['POST /v1/recognitions', 'process', 'finish'].every((name) => names.includes(name)),
      DEADLINE_MS,
    );
    const tree = treeOf(spans());
    expect(tree).toEqual({
      'gateway: POST /v1/recognitions': {
        'gateway: store': {},
        'gateway: queue': {
          'recognizer: process': {
            'recognizer: fetch': {},
            'recognizer: decode': {},
            'recognizer: detect': {},
            'recognizer: embed': {},
            'recognizer: finish': {},
          },
        },
      },
    });
    const [server] = spans().filter(({ name }) => name === 'POST /v1/recognitions');
    expect(server!.attributes).toMatchObject({
      'facefleet.request.id': recognitionId,
      'facefleet.kind': 'recognition',
    });
  });

  it('name the trace on each line about the request', () => {
    const lines = system.log
      .split('\n')
      .filter((line) => line.includes(`"recognitionId":"${recognitionId}"`));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(JSON.parse(line.slice(line.indexOf('{')))).toMatchObject({
        traceId: rootOfRecognition()!.traceId,
      });
  });
});

/** Of the one sample that has all these labels. */
function valueOf(text: string, name: string, labels: object): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)));
  return lines.length === 1 ? Number(lines[0]!.slice(lines[0]!.lastIndexOf(' '))) : undefined;
}

interface Tree {
  [name: string]: Tree;
}

function treeOf(spans: ReceivedSpan[], parent?: string): Tree {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === parent);
  return Object.fromEntries(
    children.map(({ app, name, spanId }) => [`${app}: ${name}`, treeOf(spans, spanId)]),
  );
}
