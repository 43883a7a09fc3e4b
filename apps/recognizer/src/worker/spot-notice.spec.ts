import { Logger } from '@nestjs/common';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SpotNotice } from './spot-notice';

/** A metadata service as EC2 has it: nothing without a token. */
let server: Server;
let token: string;
let tokensGiven: number;
let notice: string | undefined;
let drains: number;
let watch: SpotNotice;

beforeEach(async () => {
  Logger.overrideLogger(false);
  [token, tokensGiven, notice, drains] = ['first', 0, undefined, 0];
  server = createServer((request, response) => {
    if (request.method === 'PUT' && request.url === '/latest/api/token') {
      tokensGiven += 1;
      response.end(request.headers['x-aws-ec2-metadata-token-ttl-seconds'] === '21600' ? token : '');
    } else if (request.headers['x-aws-ec2-metadata-token'] !== token) {
      response.writeHead(401).end();
    } else if (notice === undefined || request.url !== '/latest/meta-data/spot/instance-action') {
      response.writeHead(404).end();
    } else response.end(notice);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  watch = new SpotNotice(`http://127.0.0.1:${port}`, () => void (drains += 1));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

it('has the worker drain once EC2 takes the machine back, and not before', async () => {
  await watch.look();
  await watch.look();
  expect([drains, tokensGiven]).toEqual([0, 1]);
  notice = '{"action":"terminate","time":"2026-11-29T10:00:00Z"}';
  await watch.look();
  expect(drains).toBe(1);
});

it('gets a new token when the old one is over', async () => {
  await watch.look();
  token = 'second';
  notice = '{"action":"terminate"}';
  await watch.look();
  await watch.look();
  expect([drains, tokensGiven]).toEqual([1, 2]);
});

it('goes on asking where the metadata service does not answer', async () => {
  const nowhere = new SpotNotice('http://127.0.0.1:9', () => void (drains += 1));
  await nowhere.look();
  await nowhere.look();
  expect(drains).toBe(0);
});
