import { ExpectedError } from '@facefleet/platform';
import type { Request, Response } from 'express';
import { type ErasureBook, traceOf } from '@facefleet/privacy';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptOf } from './attempt';
import { Claims } from './claims';
import { Idempotency } from './idempotency.service';
import { SetClock } from '../set-clock.fixture';
import { MemoryClaimStore, MemoryLocks } from './memory-claims.fixture';

const MINUTE_MS = 60_000;

let store: MemoryClaimStore;
let locks: MemoryLocks;
let clock: SetClock;
let gateway: Idempotency;
let traces: Map<string, number>;

beforeEach(() => {
  store = new MemoryClaimStore();
  locks = new MemoryLocks();
  clock = new SetClock();
  traces = new Map();
  gateway = newGateway();
});

/** Knows nothing but what lies in the store. */
const newGateway = () => {
  const erasures = { traces: () => Promise.resolve(traces) } as unknown as ErasureBook;
  return new Idempotency(new Claims(store.asStore, locks, clock), erasures, clock);
};

class FakeResponse {
  statusCode = 201;
  destroyed = false;
  readonly headers: Record<string, string> = {};
  getHeader = (name: string) => this.headers[name.toLowerCase()];
  setHeader = (name: string, value: string) => void (this.headers[name.toLowerCase()] = value);
  status = (code: number) => void (this.statusCode = code);
}

interface Sent {
  body?: object;
  resumes?: boolean;
  apiKey?: string;
  through?: Idempotency;
}
type Handle = (request: Request, response: FakeResponse) => Promise<unknown>;

function send(handle: Handle, sent: Sent = {}) {
  const { body = { name: 'a' }, resumes = false, apiKey = 'key', through = gateway } = sent;
  const request = { method: 'POST', originalUrl: '/v1/things', headers: {}, body } as unknown as Request;
  const response = new FakeResponse();
  const answer = through.once(
    { apiKey, idempotencyKey: 'order-1', resumes },
    request,
    response as unknown as Response,
    () => handle(request, response),
  );
  answer.catch(() => undefined); // looked at later
  return { answer, response };
}

const code = (code: string) => expect.objectContaining({ code }) as unknown;
const made = () => vi.fn<Handle>((request) => Promise.resolve({ id: attemptOf(request).id }));
/** Goes away in the middle, as a killed gateway does. */
const never: Handle = () => new Promise(() => undefined);
const began = (handle: ReturnType<typeof made>) => vi.waitFor(() => expect(handle).toHaveBeenCalled());

describe('a request that comes again', () => {
  it.each([true, false])(
    'is answered as the first time, status and headers too, without doing anything (resumes: %s)',
    async (resumes) => {
      const handle = vi.fn<Handle>((_request, response) => {
        response.setHeader('Location', '/v1/things/1');
        response.setHeader('Set-Cookie', 'no');
        return Promise.resolve({ id: 1, secret: 's' });
      });
      const first = send(handle, { resumes });
      expect(await first.answer).toEqual({ id: 1, secret: 's' });
      for (const through of [gateway, newGateway()]) {
        const again = send(handle, { resumes, through });
        again.response.statusCode = 200;
        expect(await again.answer).toEqual({ id: 1, secret: 's' });
        expect(again.response.statusCode).toBe(201);
        expect(again.response.headers).toEqual({
          'idempotency-replayed': 'true',
          location: '/v1/things/1',
        });
      }
      expect(first.response.headers).not.toHaveProperty('idempotency-replayed');
      expect(handle).toHaveBeenCalledTimes(1);
    },
  );

  it('is not told again who was erased since, and brings nobody back however often it is tried', async () => {
    const handle = vi.fn<Handle>(() =>
      Promise.resolve({ gallery: 'staff', faces: [{ person: { id: 'ada' } }] }),
    );
    await send(handle).answer;
    traces.set(traceOf('staff', 'bob'), clock.nowMs() + 1);
    traces.set(traceOf('staff', 'ada'), clock.nowMs() - 1); // another one of that id, before
    await send(handle).answer;
    expect(handle).toHaveBeenCalledTimes(1);
    traces.set(traceOf('staff', 'ada'), clock.nowMs() + 1);
    await expect(send(handle).answer).rejects.toEqual(code('answer-erased'));
    await expect(send(handle).answer).rejects.toEqual(code('answer-erased'));
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('is told the same refusal again', async () => {
    const handle = vi.fn<Handle>(() => Promise.reject(new ExpectedError('no-face', 'No face was found.')));
    await expect(send(handle).answer).rejects.toEqual(code('no-face'));
    const again = send(handle);
    await expect(again.answer).rejects.toMatchObject({ code: 'no-face', message: 'No face was found.' });
    expect(again.response.headers).toEqual({ 'idempotency-replayed': 'true' });
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('is a new one after a day', async () => {
    const handle = made();
    const first = await send(handle).answer;
    clock.atMs += 24 * 60 * MINUTE_MS;
    expect(await send(handle).answer).not.toEqual(first);
  });

  it('belongs to its API key: another key may use the same word', async () => {
    const handle = made();
    const [mine, yours] = [await send(handle).answer, await send(handle, { apiKey: 'other' }).answer];
    expect(yours).not.toEqual(mine);
  });

  it('leaves nothing readable in the store', async () => {
    await send(() => Promise.resolve({ secret: 'ff_something' })).answer;
    expect(JSON.stringify([...store.objects])).not.toMatch(/ff_something|order-1/);
  });

  it('with other content is refused, whether the first one was answered or is running, here or elsewhere', async () => {
    const other = made();
    const refused = async (through?: Idempotency) => {
      const { answer } = send(other, { body: { name: 'b' }, through });
      await expect(answer).rejects.toEqual(code('idempotency-key-reused'));
    };
    await send(made()).answer;
    await refused();
    store.objects.clear();
    locks.held.clear();
    const running = made();
    running.mockImplementationOnce(never);
    send(running);
    await began(running);
    await refused();
    await refused(newGateway());
    expect(other).not.toHaveBeenCalled();
  });
});

describe('a failure that may pass', () => {
  it.each(['service-unavailable', 'processing-failed', 'rate-limited', 'request-invalid'] as const)(
    'frees the key: %s',
    async (failure) => {
      await expect(send(() => Promise.reject(new ExpectedError(failure, 'Not now.'))).answer).rejects.toEqual(
        code(failure),
      );
      const handle = made();
      const again = send(handle);
      expect(await again.answer).toBeDefined();
      expect(again.response.headers).toEqual({});
      expect(store.objects.size).toBe(1);
    },
  );

  it('also where nobody foresaw it', async () => {
    await expect(send(() => Promise.reject(new TypeError('x'))).answer).rejects.toThrow(TypeError);
    expect(store.objects.size).toBe(0);
    expect(await send(made()).answer).toBeDefined();
  });

  it('of the store of claims means that nothing was done', async () => {
    store.failure = new ExpectedError('service-unavailable', 'away');
    const handle = made();
    await expect(send(handle).answer).rejects.toEqual(code('service-unavailable'));
    expect(handle).not.toHaveBeenCalled();
    store.failure = undefined;
    expect(await send(handle).answer).toBeDefined();
  });

  it('of the store after the work was done does not take the answer away', async () => {
    const { answer } = send(() => {
      store.failure = new Error('away');
      return Promise.resolve({ id: 1 });
    });
    expect(await answer).toEqual({ id: 1 });
  });
});

describe('a second request while the first one is running', () => {
  it.each(['this gateway', 'another gateway'])('in %s is told to come again, with when', async (where) => {
    const first = made();
    first.mockImplementationOnce(never);
    send(first);
    await began(first);
    const second = send(first, { through: where === 'this gateway' ? gateway : newGateway() });
    await expect(second.answer).rejects.toEqual(code('idempotency-key-in-use'));
    expect(second.response.headers).toEqual({ 'retry-after': '1' });
    expect(first).toHaveBeenCalledTimes(1);
  });

  it('waits for its answer where the handler resumes', async () => {
    let finish: (answer: unknown) => void = () => undefined;
    const handle = vi.fn<Handle>(() => new Promise((resolve) => (finish = resolve)));
    const [first, second] = [send(handle, { resumes: true }), send(handle, { resumes: true })];
    await vi.waitFor(() => expect(handle).toHaveBeenCalled());
    finish({ id: 1 });
    expect(await Promise.all([first.answer, second.answer])).toEqual([{ id: 1 }, { id: 1 }]);
    expect(second.response.headers).toEqual({ 'idempotency-replayed': 'true' });
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('runs itself where the first one failed', async () => {
    const handle = made();
    handle.mockImplementationOnce(() => Promise.reject(new ExpectedError('service-unavailable', 'x')));
    const [first, second] = [send(handle, { resumes: true }), send(handle, { resumes: true })];
    await expect(first.answer).rejects.toEqual(code('service-unavailable'));
    expect(await second.answer).toBeDefined();
    expect(second.response.headers).toEqual({});
  });
});

describe('a gateway that died', () => {
  it('leaves the id, and whether the work was handed over, to who resumes', async () => {
    const seen: { id: string; wasAccepted: boolean }[] = [];
    const see = (request: Request) => {
      const { id, wasAccepted } = attemptOf(request);
      seen.push({ id, wasAccepted });
    };
    send(
      async (request) => {
        see(request);
        await attemptOf(request).accept(() => Promise.resolve());
        return new Promise(() => undefined);
      },
      { resumes: true },
    );
    await vi.waitFor(() => expect([...store.objects.values()].join()).toContain('"accepted":true'));
    const handedOver = vi.fn(() => Promise.resolve());
    const again = send(
      async (request) => {
        see(request);
        await attemptOf(request).accept(handedOver);
        return { ok: true };
      },
      { resumes: true, through: newGateway() },
    );
    expect(await again.answer).toEqual({ ok: true });
    expect(seen).toEqual([
      { id: seen[0]?.id, wasAccepted: false },
      { id: seen[0]?.id, wasAccepted: true },
    ]);
    expect(handedOver).not.toHaveBeenCalled();
  });

  it('leaves a doubt whether the work was handed over, which whoever resumes is told of', async () => {
    const isRepeated: boolean[] = [];
    const see = (request: Request) => void isRepeated.push(attemptOf(request).isRepeated);
    send((request) => (see(request), new Promise(() => undefined)), { resumes: true });
    await vi.waitFor(() => expect(isRepeated).toEqual([false]));
    const next = { resumes: true, through: newGateway() };
    await send((request) => Promise.resolve(see(request)), next).answer;
    expect(isRepeated).toEqual([false, true]);
  });

  it('keeps the key from others until nobody can be running it any more', async () => {
    const first = made();
    first.mockImplementationOnce(never);
    send(first);
    await began(first);
    locks.held.clear(); // they last for seconds
    const through = newGateway();
    clock.atMs += 14 * MINUTE_MS;
    await expect(send(first, { through }).answer).rejects.toEqual(code('idempotency-key-in-use'));
    clock.atMs += 2 * MINUTE_MS;
    expect(await send(first, { through }).answer).toBeDefined();
    expect(first).toHaveBeenCalledTimes(2);
  });
});

it('an answer that its client did not hear is asked for again where the handler resumes', async () => {
  const handle = vi.fn<Handle>((request, response) => {
    response.destroyed = true;
    return Promise.resolve({ pending: attemptOf(request).id });
  });
  const { pending } = (await send(handle, { resumes: true }).answer) as { pending: string };
  handle.mockImplementationOnce((request) => Promise.resolve({ done: attemptOf(request).id }));
  expect(await send(handle, { resumes: true }).answer).toEqual({ done: pending });
});
