import { describe, expect, it } from 'vitest';
import { uniqueJpeg } from '../../support/photos';
import { Form } from './form';
import { parseGatewayOptions } from './options';
import { arrivalFigures, gatewayReport, retrieval, saturationFigures } from './report';

const jpeg = Buffer.from([0xff, 0xd8, 1, 2, 3]);

describe('what a gateway can do', () => {
  const sent = {
    wallMs: 2_000,
    latenciesMs: [40, 10, 30, 20],
    statuses: { 200: 4 },
    fromCache: 4,
    ids: [],
  };
  const figures = saturationFigures(sent, { gateway: 20, cloud: 4 });

  it('is told for each second of its own CPU, whatever else runs on the machine', () => {
    expect(figures).toMatchObject({
      requests: 4,
      requestsPerS: 2,
      gatewayCpuMs: 5,
      requestsPerGatewayCpuS: 200,
      cloudCpuMs: 1,
      p50Ms: 20,
      p99Ms: 40,
    });
  });

  it('is reported beside what Redis saves', () => {
    const stores = retrieval({ redisMs: [1, 1, 9], s3Ms: [4, 4, 5] });
    expect(stores).toEqual({ redisMs: 1, s3Ms: 4, saving: 0.75 });
    const report = gatewayReport({
      concurrency: 32,
      cached: figures,
      unhurried: arrivalFigures(100, { ...sent, fromCache: 3 }),
      new: { ...figures, statuses: { 202: 3, 503: 1 }, fromCache: 0 },
      retrieval: { overHttp: { redisMs: 3, s3Ms: 6, saving: 0.5 }, fromMemoryMs: 2, ofStores: stores },
    });
    expect(report).toContain('4 x 200; 4 cached');
    expect(report).toContain(
      'asked 100 times a second, whatever is in the air: p50 20.0 ms, p99 40.0 ms (3 of 4 cached)',
    );
    expect(report).toContain('3 x 202, 1 x 503; 0 cached');
    expect(report).toContain('3.00 ms / 6.00 ms: 50 % saved');
    expect(report).toContain('1.00 ms / 4.00 ms: 75 % saved');
  });
});

describe('a form', () => {
  it('is the image as it is, or another file of the same length each time', () => {
    const form = new Form(jpeg);
    expect(form.bytes.includes(jpeg)).toBe(true);
    const [one, other] = [form.another(), form.another()];
    expect(one.equals(other)).toBe(false);
    expect(one.length).toBe(other.length);
    expect(one.length - form.bytes.length).toBe(uniqueJpeg(jpeg, 'x'.repeat(16)).length - jpeg.length);
  });
});

describe('options of the gateway bench', () => {
  it('are counts', () => {
    expect(parseGatewayOptions(['--seconds', '3', '--size', '64'])).toMatchObject({
      concurrency: 32,
      seconds: 3,
      sizeKb: 64,
      results: 200,
    });
    expect(() => parseGatewayOptions(['--results', '0'])).toThrow('--results');
    expect(parseGatewayOptions(['--help'])).toBe('help');
  });
});
