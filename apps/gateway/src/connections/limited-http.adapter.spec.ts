import { StreamableFile } from '@nestjs/common';
import type { Application, Request, Response } from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LimitedHttpAdapter } from './limited-http.adapter';
import { LIMITS } from './test-server.fixture';

describe('an answer', () => {
  let adapter: LimitedHttpAdapter;
  let server: Server;
  let url: string;
  let answer: (response: Response) => void;

  beforeEach(async () => {
    adapter = new LimitedHttpAdapter(LIMITS);
    adapter.initHttpServer();
    adapter
      .getInstance<Application>()
      .use((request: Request, response: Response) =>
        request.path === '/express' ? response.json(TEXTS) : answer(response),
      );
    answer = (response) => adapter.reply(response, TEXTS, 201);
    server = (adapter.getHttpServer() as Server).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** More than Express would send as a text, and in two bytes what JavaScript has in one. */
  const TEXTS = { name: 'Zoë', none: undefined, long: 'é'.repeat(2_000) };
  const shown = (response: globalThis.Response) => ({
    type: response.headers.get('content-type'),
    length: response.headers.get('content-length'),
  });

  it('is what Express would send of it', async () => {
    const [ours, theirs] = [await fetch(url), await fetch(`${url}express`)];
    expect(ours.status).toBe(201);
    expect(shown(ours)).toEqual(shown(theirs));
    expect(await ours.text()).toBe(await theirs.text());
  });

  it('has no body where only its headers are asked for', async () => {
    const [head, get] = [await fetch(url, { method: 'HEAD' }), await fetch(url)];
    expect(shown(head)).toEqual(shown(get));
    expect(await head.text()).toBe('');
  });

  it('keeps the status and the type that it has', async () => {
    answer = (response) =>
      adapter.reply(response.status(418).type('application/problem+json'), { code: 'x' });
    const problem = await fetch(url);
    expect([problem.status, shown(problem).type]).toEqual([418, 'application/problem+json; charset=utf-8']);
  });

  it.each([
    ['nothing', undefined, null, ''],
    ['null', null, null, ''],
    ['a text', 'hello', 'text/html; charset=utf-8', 'hello'],
    ['a list', [1, 2], 'application/json; charset=utf-8', '[1,2]'],
    ['a file', new StreamableFile(Buffer.from('bytes')), 'application/octet-stream', 'bytes'],
  ])('is left as it is for %s', async (_, body, type, text) => {
    answer = (response) => adapter.reply(response, body, 200);
    const response = await fetch(url);
    expect(shown(response).type).toBe(type);
    expect(await response.text()).toBe(text);
  });
});
