import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLoadOptions } from './options';
import { figuresOf, loadReport } from './report';
import { runLoad } from './run';

const WITH_URL = { FACEFLEET_URL: 'http://faces.example.com/', FACEFLEET_KEY: 'ff_key' };

describe('the options of the load tool', () => {
  it('come from the environment where they are not given', () => {
    expect(parseLoadOptions(['--rate', '2.5'], WITH_URL)).toEqual({
      url: 'http://faces.example.com',
      key: 'ff_key',
      ratePerS: 2.5,
      seconds: 60,
      gallery: undefined,
      images: undefined,
      comesBack: false,
      json: undefined,
    });
  });

  it.each([
    [[], WITH_URL],
    [['--rate', '0'], WITH_URL],
    [['--rate', '1', '--seconds', 'x'], WITH_URL],
    [['--rate', '1'], { FACEFLEET_URL: 'http://faces.example.com' }],
    [['--rate', '1', '--url', 'faces.example.com'], WITH_URL],
    [['--rate', '1', '--connections', '5'], WITH_URL],
  ])('are refused: %j', (argv, env) => {
    expect(() => parseLoadOptions(argv, env)).toThrow();
  });
});

describe('the load tool', () => {
  let server: Server;
  let images: string[];
  let answer: (response: ServerResponse, number: number) => void;

  beforeEach(async () => {
    images = [];
    server = createServer((request, response) => {
      request.setEncoding('latin1');
      void text(request).then((body) => {
        images.push(body);
        answer(response, images.length - 1);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const options = (change: object = {}) => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: 'ff_key',
    ratePerS: 100,
    seconds: 0.2,
    gallery: undefined,
    images: undefined,
    comesBack: false,
    json: undefined,
    ...change,
  });
  const problem = (response: ServerResponse, status: number, code: string, headers = {}) =>
    response.writeHead(status, headers).end(JSON.stringify({ code }));

  it('sends as many as the rate says, no two the same, while the first has no answer yet', async () => {
    const held: ServerResponse[] = [];
    answer = (response, number) => {
      held.push(response);
      if (number === 19) for (const one of held) one.end('{}');
    };
    const figures = figuresOf(await runLoad(options({ gallery: 'staff' })));
    expect(new Set(images).size).toBe(20);
    expect(images[0]).toMatch(/name="gallery"\r\n\r\nstaff\r\n/);
    expect(figures).toMatchObject({ byOutcome: { 200: { count: 20 } }, failed: 0, heldBack: 0 });
    // The first was due 190 ms before the last, and waited for it.
    expect(figures.answered.maxMs).toBeGreaterThan(figures.answered.p50Ms);
  });

  it('tells codes apart, and refusals that say when to come back from failures', async () => {
    const answers = [
      (response: ServerResponse) => response.end('{}'),
      (response: ServerResponse) => problem(response, 503, 'overloaded', { 'Retry-After': '7' }),
      (response: ServerResponse) => problem(response, 503, 'service-unavailable'),
      (response: ServerResponse) => response.writeHead(502).end('<html>'),
      (response: ServerResponse) => response.destroy(),
    ];
    answer = (response, number) => answers[number % answers.length]!(response);
    const figures = figuresOf(await runLoad(options()));
    expect(Object.entries(figures.byOutcome).map(([outcome, { count }]) => [outcome, count])).toEqual([
      ['200', 4],
      ['502', 4],
      ['503 overloaded', 4],
      ['503 service-unavailable', 4],
      ['ECONNRESET', 4],
    ]);
    expect(figures).toMatchObject({ failed: 12, sentBack: 8, withoutRetryAfter: 4 });
    expect(figures.retryAfterS).toEqual({ least: 7, most: 7 });
    expect(loadReport(figures)).toMatch(/come back later \(not done\) +8 times, after 7 to 7 s/);
  });

  it('comes back when it is told to, where it is to, and counts the wait', async () => {
    answer = (response, number) =>
      number < 2 ? problem(response, 503, 'overloaded', { 'Retry-After': '1' }) : response.end('{}');
    const figures = figuresOf(await runLoad(options({ ratePerS: 10, comesBack: true })));
    expect(images).toHaveLength(4);
    expect(figures).toMatchObject({ byOutcome: { 200: { count: 2 } }, failed: 0, sentBack: 2 });
    expect(figures.answered.p50Ms).toBeGreaterThanOrEqual(1_000);
  });
});
