import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Transport, ClientProxyFactory, ServerRedis } from '@nestjs/microservices';
import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-ioredis-yet';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisStandin } from '../apps/local/src/redis-standin/server';
import { REDISES, type RunningRedis, startStandin } from './support/redises';

function request(...args: string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`;
}

/** Sends raw bytes and gathers what comes back until the server closes or `until` has arrived. */
async function talk(port: number, bytes: string | string[], until: RegExp | 'closed'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let received = '';
  let closed = false;
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.on('close', () => (closed = true));
  await once(socket, 'connect');
  for (const part of [bytes].flat()) {
    await new Promise((sent) => socket.write(part, 'latin1', sent));
    await new Promise(setImmediate); // lets each part travel on its own
  }
  await vi.waitFor(() => expect(until === 'closed' ? closed : until.test(received)).toBe(true), {
    timeout: 10_000,
  });
  socket.destroy();
  return received;
}

describe.each(REDISES)('$name, to a client that is used to Redis,', ({ start, skip }) => {
  describe.skipIf(skip)('answers as Redis does:', () => {
    let subject: RunningRedis;
    let redis: Redis;

    beforeAll(async () => {
      subject = await start();
      redis = new Redis(subject.port, '127.0.0.1', { connectionName: 'facefleet-test' });
    });
    afterAll(async () => {
      redis?.disconnect();
      await subject?.stop();
    });
    beforeEach(() => redis.flushdb());

    it('keeps text and arbitrary bytes under keys of arbitrary bytes', async () => {
      const key = Buffer.from([0, 255, 13, 10, 42]);
      const value = randomBytes(3_000_000);
      expect(await redis.set(key, value)).toBe('OK');
      expect((await redis.getBuffer(key))?.equals(value)).toBe(true);
      await redis.set('name', 'Zoë 李');
      expect(await redis.get('name')).toBe('Zoë 李');
      expect(await redis.get('nothing')).toBeNull();
      expect(await redis.set('empty', '')).toBe('OK');
      expect(await redis.get('empty')).toBe('');
    });

    it('writes under conditions', async () => {
      expect(await redis.set('k', '1', 'XX')).toBeNull();
      expect(await redis.set('k', '1', 'NX')).toBe('OK');
      expect(await redis.set('k', '2', 'NX')).toBeNull();
      expect(await redis.set('k', '3', 'PX', 60_000, 'XX')).toBe('OK');
      expect(await redis.get('k')).toBe('3');
    });

    it('forgets keys when their time is over', async () => {
      await redis.set('short', 'x', 'PX', 40);
      await redis.set('long', 'x', 'EX', 100);
      await redis.set('ever', 'x');
      await vi.waitFor(async () => expect(await redis.get('short')).toBeNull(), { timeout: 5_000 });
      expect(await redis.exists('short', 'long', 'ever')).toBe(2);
      expect(await redis.ttl('long')).toBeGreaterThan(90);
      expect(await redis.pttl('long')).toBeGreaterThan(90_000);
      expect(await Promise.all([redis.ttl('ever'), redis.ttl('short')])).toEqual([-1, -2]);
      expect(await redis.expire('ever', 50)).toBe(1);
      expect(await redis.ttl('ever')).toBeGreaterThan(40);
      expect(await redis.pexpire('nothing', 50)).toBe(0);
      expect(await redis.pexpire('ever', -1)).toBe(1);
      expect(await redis.keys('*')).toEqual(['long']);
      await redis.set('long', 'y');
      expect(await redis.ttl('long')).toBe(-1);
    });

    it('counts up without losing the expiry, and refuses what is not a number', async () => {
      expect(await redis.incr('n')).toBe(1);
      await redis.expire('n', 100);
      expect(await redis.incrby('n', 41)).toBe(42);
      expect(await redis.ttl('n')).toBeGreaterThan(90);
      await redis.set('n', '9223372036854775807');
      await expect(redis.incr('n')).rejects.toThrow('ERR increment or decrement would overflow');
      await redis.set('n', 'many');
      await expect(redis.incr('n')).rejects.toThrow('ERR value is not an integer or out of range');
      await expect(redis.incrby('n', '1.5')).rejects.toThrow('ERR value is not an integer or out of range');
    });

    it('reads, writes and removes several keys at once', async () => {
      expect(await redis.mset({ a: '1', b: '2', c: '3' })).toBe('OK');
      expect(await redis.mget('a', 'x', 'c')).toEqual(['1', null, '3']);
      expect(await redis.del('a', 'x', 'c')).toBe(2);
      expect(await redis.exists('b', 'b', 'a')).toBe(2);
      expect(await redis.dbsize()).toBe(1);
    });

    it.each([
      ['*', ['face:1', 'face:22', 'face:a*c', 'other', '[x]']],
      ['face:?', ['face:1']],
      ['face:[0-9]*', ['face:1', 'face:22']],
      ['face:[^0-9]*', ['face:a*c']],
      ['face:a\\*c', ['face:a*c']],
      ['\\[x]', ['[x]']],
      ['nothing*', []],
    ])('finds keys by the pattern %s', async (pattern, expected) => {
      await redis.mset('face:1', '', 'face:22', '', 'face:a*c', '', 'other', '', '[x]', '');
      expect((await redis.keys(pattern)).sort()).toEqual([...expected].sort());
      const scanned: string[] = [];
      let cursor = '0';
      do {
        const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 2);
        scanned.push(...keys);
        cursor = next;
      } while (cursor !== '0');
      expect([...new Set(scanned)].sort()).toEqual([...expected].sort());
    });

    it('answers a thousand pipelined commands in their order, one of them wrong', async () => {
      const pipeline = redis.pipeline();
      for (let i = 0; i < 1000; i++) pipeline.incrby('sum', i);
      pipeline.call('nonsense', 'a');
      pipeline.get('sum');
      const answers = (await pipeline.exec()) ?? [];
      expect(answers.at(999)).toEqual([null, 499_500]);
      expect(answers.at(1000)?.[0]?.message).toMatch(/^ERR unknown command 'nonsense'/);
      expect(answers.at(1001)).toEqual([null, '499500']);
    });

    it('answers a client that asks for much more than it has read, and forgets none of it', async () => {
      await redis.set('large', Buffer.alloc(1_000_000, 7));
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => redis.getBuffer('large').then((value) => value?.length)),
      );
      expect(answers).toEqual(Array.from({ length: 100 }, () => 1_000_000));
    });

    it('runs a transaction as one, and none of it when a command is unknown', async () => {
      const answers = await redis.multi().set('a', '1', 'PX', 60_000).incr('a').get('a').exec();
      expect(answers).toEqual([
        [null, 'OK'],
        [null, 2],
        [null, '2'],
      ]);
      await expect(redis.multi().set('a', '9').call('nonsense').exec()).rejects.toThrow('EXECABORT');
      expect(await redis.get('a')).toBe('2');
      await expect(redis.call('EXEC')).rejects.toThrow('ERR EXEC without MULTI');
      await redis.call('MULTI');
      await expect(redis.call('MULTI')).rejects.toThrow('ERR MULTI calls can not be nested');
      expect(await redis.call('DISCARD')).toBe('OK');
    });

    it.each([
      ['GET', "ERR wrong number of arguments for 'get' command"],
      ['SET k v EX', 'ERR syntax error'],
      ['SET k v EX 0', "ERR invalid expire time in 'set' command"],
      ['SET k v PX soon', 'ERR value is not an integer or out of range'],
      ['SET k v NX XX', 'ERR syntax error'],
      ['SET k v PERHAPS', 'ERR syntax error'],
      ['MSET a b c', "ERR wrong number of arguments for 'mset' command"],
      ['EXPIRE k soon', 'ERR value is not an integer or out of range'],
      ['SCAN x', 'ERR invalid cursor'],
      ['SCAN 0 MATCH', 'ERR syntax error'],
      ['SELECT 999', 'ERR DB index is out of range'],
      ['PUBLISH channel', "ERR wrong number of arguments for 'publish' command"],
    ])('answers the wrong command %s with "%s" and goes on', async (command, error) => {
      const [name, ...args] = command.split(' ');
      await expect(redis.call(name!, ...args)).rejects.toThrow(error);
      expect(await redis.ping()).toBe('PONG');
    });

    it('knows the client by the name it gave itself', async () => {
      expect(await redis.client('GETNAME')).toBe('facefleet-test');
      expect(await redis.client('ID')).toBeGreaterThan(0);
      expect(await redis.select(0)).toBe('OK');
      expect(await redis.info()).toContain('loading:0');
      expect(await redis.ping('hello')).toBe('hello');
    });

    it('carries messages to who listens by name and by pattern, and to nobody after they left', async () => {
      const listener = redis.duplicate();
      const heard: unknown[] = [];
      listener.on('message', (...message) => heard.push(message));
      listener.on('pmessage', (...message) => heard.push(message));
      expect(await listener.subscribe('job.finished', 'fleet')).toBe(2);
      expect(await listener.psubscribe('job.*')).toBe(3);
      expect(await redis.publish('job.finished', '{"id":1}')).toBe(2);
      expect(await redis.publish('elsewhere', 'x')).toBe(0);
      await vi.waitFor(() =>
        expect(heard).toEqual([
          ['job.finished', '{"id":1}'],
          ['job.*', 'job.finished', '{"id":1}'],
        ]),
      );
      expect(await listener.punsubscribe('job.*')).toBe(2);
      expect(await listener.unsubscribe('job.finished')).toBe(1);
      expect(await redis.publish('job.finished', 'x')).toBe(0);
      listener.disconnect();
      await vi.waitFor(async () => expect(await redis.publish('fleet', 'x')).toBe(0));
    });

    it('lets a connection that listens do nothing else until it has left all channels', async () => {
      const answers = await talk(
        subject.port,
        [
          request('SUBSCRIBE', 'news'),
          request('GET', 'k'),
          request('PING'),
          request('PUNSUBSCRIBE'),
          request('UNSUBSCRIBE'),
          request('UNSUBSCRIBE'),
          request('GET', 'k'),
        ],
        /\$-1\r\n$/,
      );
      expect(answers.replace(/^(-ERR Can't execute 'get': only ).*$/m, '$1...')).toBe(
        [
          '*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n',
          "-ERR Can't execute 'get': only ...\r\n",
          '*2\r\n$4\r\npong\r\n$0\r\n\r\n',
          '*3\r\n$12\r\npunsubscribe\r\n$-1\r\n:1\r\n',
          '*3\r\n$11\r\nunsubscribe\r\n$4\r\nnews\r\n:0\r\n',
          '*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n',
          '$-1\r\n',
        ].join(''),
      );
    });

    it('says goodbye', async () => {
      const leaving = redis.duplicate();
      await leaving.ping();
      const ended = once(leaving, 'end');
      expect(await leaving.quit()).toBe('OK');
      await ended;
    });

    it('understands requests however the network cuts them, byte by byte too', async () => {
      const bytes =
        '*3\r\n$3\r\nSET\r\n$3\r\ncut\r\n$6\r\na\r\nb\r\n\r\n*2\r\n$3\r\nGET\r\n$3\r\ncut\r\n*1\r\n$4\r\nPING\r\n';
      expect(await talk(subject.port, [...bytes], /PONG/)).toBe('+OK\r\n$6\r\na\r\nb\r\n\r\n+PONG\r\n');
    });

    it('cuts off who does not speak the protocol, and goes on serving the others', async () => {
      expect(await talk(subject.port, '*1\r\n:5\r\n', 'closed')).toMatch(/^-ERR Protocol error/);
      expect(await talk(subject.port, '*9999999999999\r\n', 'closed')).toMatch(/^-ERR Protocol error/);
      expect(await redis.ping()).toBe('PONG');
    });

    it("serves cache-manager-ioredis-yet under Keyv, Nest's way to cache", async () => {
      const store = new KeyvAdapter(redisInsStore(redis) as never);
      const cache = new Keyv({ namespace: 'results', store });
      await cache.set('one', { faces: [1, 2, 3] }, 60_000);
      await cache.setMany([
        { key: 'two', value: 2, ttl: 60_000 },
        { key: 'three', value: 3 },
      ]);
      expect(await cache.get('one')).toEqual({ faces: [1, 2, 3] });
      expect(await cache.getMany(['two', 'three', 'four'])).toEqual([2, 3, undefined]);
      expect(await cache.delete('one')).toBe(true);
      expect(await cache.get('one')).toBeUndefined();
    });

    it("carries events through Nest's Redis transport", async () => {
      const options = { host: '127.0.0.1', port: subject.port, retryAttempts: 10, retryDelay: 100 };
      const server = new ServerRedis(options);
      const heard: unknown[] = [];
      server.addHandler('job.finished', (data: unknown) => Promise.resolve(void heard.push(data)), true);
      await new Promise<void>((resolve, reject) =>
        server.listen((error: unknown) => (error instanceof Error ? reject(error) : resolve())),
      );
      const client = ClientProxyFactory.create({ transport: Transport.REDIS, options });
      await client.connect();
      await vi.waitFor(
        () => {
          client.emit('job.finished', { id: 7 });
          expect(heard).toContainEqual({ id: 7 });
        },
        { timeout: 5_000, interval: 50 },
      );
      await client.close();
      await server.close();
    });
  });
});

describe('the stand-in on its own', () => {
  it('refuses RESP3 politely, so that clients go on in RESP2', async () => {
    const standin = await startStandin();
    const redis = new Redis(standin.port, '127.0.0.1');
    await expect(redis.call('HELLO', '3')).rejects.toThrow('NOPROTO');
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await standin.stop();
  });

  it('drops the oldest keys when its memory is full, and stays within it', async () => {
    const standin = new RedisStandin({ maxBytes: 1_000_000 });
    const redis = new Redis(await standin.listen(0), '127.0.0.1');
    const pipeline = redis.pipeline();
    for (let i = 0; i < 200; i++) pipeline.set(`k${i}`, Buffer.alloc(10_000));
    await pipeline.exec();
    expect(await redis.exists('k0')).toBe(0);
    expect(await redis.exists('k199')).toBe(1);
    const size = await redis.dbsize();
    expect(size).toBeGreaterThan(90);
    expect(size).toBeLessThanOrEqual(100);
    redis.disconnect();
    await standin.close();
  });

  it('cuts off a client whose request never ends', async () => {
    const standin = new RedisStandin({ maxRequestBytes: 1_000_000 });
    const port = await standin.listen(0);
    const endless = ['*2\r\n$3\r\nGET\r\n$9000000\r\n', 'x'.repeat(1_500_000)];
    expect(await talk(port, endless, 'closed')).toMatch(/^-ERR Protocol error: request too large|^$/);
    expect(await talk(port, '*1\r\n$4\r\nPING\r\n', /PONG/)).toBe('+PONG\r\n');
    await standin.close();
  });

  it('cuts off a listener that does not read, and keeps the speaker', async () => {
    const standin = new RedisStandin({ maxUnsentBytes: 1_000_000 });
    const port = await standin.listen(0);
    const listener = connect(port, '127.0.0.1');
    listener.on('error', () => undefined);
    await once(listener, 'connect');
    listener.write('*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n');
    listener.pause();
    const redis = new Redis(port, '127.0.0.1');
    await vi.waitFor(async () => expect(await redis.publish('news', 'hello')).toBe(1));
    const news = Buffer.alloc(500_000);
    await vi.waitFor(async () => expect(await redis.publish('news', news)).toBe(0), {
      timeout: 20_000,
      interval: 1,
    });
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    listener.destroy();
    await standin.close();
  });

  it('survives any bytes', async () => {
    const standin = await startStandin();
    for (let i = 0; i < 200; i++) {
      const prefix = ['', '*', '*3\r\n$3\r\nSET\r\n$', '*-5\r\n', '$5\r\n', '*1\r\n*1\r\n'][i % 6]!;
      await talk(standin.port, [prefix + randomBytes(i * 7).toString('latin1'), '\r\n'], /^/);
    }
    expect(await talk(standin.port, '*1\r\n$4\r\nPING\r\n', /PONG/)).toBe('+PONG\r\n');
    expect(await talk(standin.port, '*1\r\n'.repeat(100_000), 'closed')).toMatch(/^-ERR Protocol error/);
    await standin.stop();
  });
});
