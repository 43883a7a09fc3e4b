import { describe, expect, it } from 'vitest';
import { EmbeddedMetrics } from './embedded-metrics';
import { Metrics } from './metrics';

type Line = Record<string, unknown> & {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: [{ Namespace: string; Dimensions: string[][]; Metrics: object[] }];
  };
};

function exported() {
  const metrics = new Metrics({ app: 'test' });
  const embedded = new EmbeddedMetrics(metrics, 'Facefleet', 'test');
  const lines = async () => (await embedded.lines(1_000)).map((line) => JSON.parse(line) as Line);
  return { metrics, lines };
}

describe('EmbeddedMetrics', () => {
  it('tells of a counter what came since the last time, by the labels that are paid for', async () => {
    const { metrics, lines } = exported();
    const requests = metrics.counter({
      name: 'requests_total',
      help: 'Requests',
      labels: ['path', 'class'],
      cloudWatch: ['class'],
    });
    requests.inc({ path: '/a', class: '2xx' }, 3);
    requests.inc({ path: '/b', class: '2xx' }, 2);
    requests.inc({ path: '/b', class: '5xx' });
    const [good, bad] = await lines();
    expect(good).toEqual({
      _aws: {
        Timestamp: 1_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Facefleet',
            Dimensions: [['app', 'class']],
            Metrics: [{ Name: 'requests_total', Unit: 'Count' }],
          },
        ],
      },
      app: 'test',
      class: '2xx',
      requests_total: 5,
    });
    expect(bad).toMatchObject({ class: '5xx', requests_total: 1 });
    requests.inc({ path: '/a', class: '2xx' });
    expect(await lines()).toMatchObject([
      { class: '2xx', requests_total: 1 },
      { class: '5xx', requests_total: 0 },
    ]);
  });

  it('tells of a distribution the quantiles of what came since the last time, and nothing where nothing came', async () => {
    const { metrics, lines } = exported();
    const seconds = metrics.histogram({
      name: 'wait_seconds',
      help: 'Wait',
      labels: ['kind'],
      cloudWatch: [],
      buckets: [1, 2, 4],
    });
    for (const kind of ['a', 'b']) for (let i = 0; i < 5; i++) seconds.observe({ kind }, 1.5);
    const [first] = await lines();
    expect(first).toMatchObject({ app: 'test', wait_seconds_p50: 1.5 });
    expect(first!._aws.CloudWatchMetrics[0]).toMatchObject({
      Dimensions: [['app']],
      Metrics: [
        { Name: 'wait_seconds_p50', Unit: 'Seconds' },
        { Name: 'wait_seconds_p99', Unit: 'Seconds' },
      ],
    });
    expect(await lines()).toEqual([]);
    seconds.observe({ kind: 'a' }, 3);
    expect((await lines())[0]!.wait_seconds_p50).toBeGreaterThan(2);
  });

  it('tells gauges as they are, together with what has the same labels, and leaves out what is not for CloudWatch', async () => {
    const { metrics, lines } = exported();
    metrics.gauge({ name: 'open', help: 'Open', cloudWatch: [] }, (gauge) => gauge.set(7));
    metrics.gauge({ name: 'size_bytes', help: 'Size', cloudWatch: [] }).set(12);
    metrics.gauge({ name: 'private', help: 'Not sent' }).set(1);
    expect(await lines()).toEqual([
      expect.objectContaining({ app: 'test', open: 7, size_bytes: 12 }) as object,
    ]);
  });

  it('puts no more into a line than CloudWatch reads', async () => {
    const { metrics, lines } = exported();
    for (let i = 0; i < 130; i++)
      metrics.gauge({ name: `gauge_${i}`, help: 'One of many', cloudWatch: [] }).set(i);
    const told = await lines();
    expect(told.map(({ _aws }) => _aws.CloudWatchMetrics[0].Metrics.length)).toEqual([100, 30]);
  });
});
