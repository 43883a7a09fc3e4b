import type { RecognitionSucceeded } from '@facefleet/contracts';
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api, largestName } from './support/api';
import { sendJson } from './support/api-keys';
import { runCli } from './support/cli';
import { DEMO_FACES, type DemoFace, demoPortrait } from './support/demo-faces';
import { contentsOf, objectsIn } from './support/objects';
import { uniqueJpeg } from './support/photos';
import { Queues } from './support/queues';
import { childrenOf, eventually, type LocalFile, LocalSystem } from './support/system';
import { WebhookReceiver } from './support/webhook-receiver';

interface DeadLetter {
  id: string;
  queue: string;
  kind: string | null;
  requestId: string | null;
  location: string | null;
  outcome: string;
  reason: string;
  open: boolean;
  redrivenAs: { id: string; location: string | null }[];
  deliveries: number;
  text: string | null;
}
interface Item {
  index: number;
  name: string;
  status: string;
  recognitionId: string;
  error?: { code: string; detail: string };
}

/** Several of us share two cores. */
const PATIENCE_MS = 120_000;
const [ada, bob] = DEMO_FACES as [DemoFace, DemoFace];
const UNKNOWN_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const ASYNC = { headers: { Prefer: 'respond-async' } };
const TOLD = /tried 10 times and failed, or its worker died, each time/;

describe('what the queues cannot deliver', { timeout: 2 * PATIENCE_MS }, () => {
  let system: LocalSystem;
  let api: Api;
  let local: LocalFile;
  let queues: Queues;
  let portrait: Buffer;

  beforeAll(async () => {
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_MAX_WORKERS: '1',
      FACEFLEET_IDLE_S: '120', // nobody leaves unasked
      FACEFLEET_MAX_WAIT_MS: String(PATIENCE_MS),
    });
    [api, local] = [await system.api(), await system.local()];
    queues = new Queues(local);
    portrait = await demoPortrait(ada, 1);
    await api.enrol(ada.person, await demoPortrait(ada, 0));
  });
  afterAll(async () => {
    queues.close();
    await system.stop();
  });
  afterEach(() => withWorkers());

  const photo = () => uniqueJpeg(portrait, `photograph ${Math.random()}`);

  /** Nobody works until `withWorkers`. */
  async function withoutWorkers(): Promise<void> {
    process.kill(local.pids.scaler, 'SIGSTOP'); // it would start others
    const workers = (await childrenOf(local.pids.scaler)).filter((pid) => !isDead(pid));
    for (const pid of workers) process.kill(pid, 'SIGTERM'); // open polls of who is killed would take a message along
    await eventually(
      () => workers.every(isDead),
      (dead) => dead,
      PATIENCE_MS,
    );
  }
  const withWorkers = () => process.kill(local.pids.scaler, 'SIGCONT');

  const letters = async () => {
    const found: DeadLetter[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `/v1/dead-letters?limit=2${cursor && `&cursor=${cursor}`}`;
      const answer = await api.request('GET', path);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const page = answer.body as { deadLetters: DeadLetter[]; nextCursor: string | null };
      found.push(...page.deadLetters);
      cursor = page.nextCursor;
    }
    return found;
  };
  const lettersOf = async (requestId: string) =>
    (await letters()).filter((letter) => letter.requestId === requestId);
  /** Of which there is one. */
  const letterOf = async (requestId: string) => {
    const [letter] = await eventually(
      () => lettersOf(requestId),
      ({ length }) => length > 0,
      PATIENCE_MS,
    );
    return letter as DeadLetter;
  };
  const redrive = (id: string, headers: Record<string, string> = {}) =>
    api.request('POST', `/v1/dead-letters/${id}/redrive`, { headers });
  const redrivenBy = (answer: Answer) => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    const { redrivenAs } = answer.body as { redrivenAs: { id: string; location: string } };
    expect(answer.headers.get('location')).toBe(redrivenAs.location);
    return redrivenAs;
  };
  const settled = (location: string) =>
    eventually(
      async () => (await api.request('GET', location)).body as { status: string },
      ({ status }) => status === 'succeeded' || status === 'failed' || status === 'finished',
      PATIENCE_MS,
    );
  const locationOf = (answer: Answer) => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    return answer.headers.get('location') as string;
  };
  const problem = (answer: Answer) => [answer.status, (answer.body as { code: string }).code];
  const idIn = (location: string) => location.slice(location.lastIndexOf('/') + 1);

  it('fails with its reason where the worker dies at each delivery, and succeeds when it is redriven', async () => {
    const receiver = await WebhookReceiver.start();
    const events = ['recognition.finished'];
    const hook = await sendJson(api, 'POST', '/v1/webhooks', { url: receiver.url, events });
    const { id: hookId, secret } = hook.body as { id: string; secret: string };
    const location = await killedOverARequest();
    // Nobody deletes it the next nine times, either; then a worker that is alive asks for it.
    for (let delivery = 2; delivery <= 10; delivery++) {
      const got = () => queues.receive(local.queueUrl, 1);
      const message = await eventually(got, (found) => found !== undefined, PATIENCE_MS);
      expect(message?.Body).toContain(idIn(location));
    }
    expect((await api.request('GET', location)).body).toMatchObject({ status: 'pending' });
    withWorkers();

    const failed = await settled(location);
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'processing-failed', detail: expect.stringMatching(TOLD) as string },
    });
    const told = () =>
      receiver
        .verified(secret, 'recognition.finished')
        .map(({ data }) => data as { id: string })
        .filter(({ id }) => id === idIn(location));
    expect(await eventually(told, ({ length }) => length > 0, PATIENCE_MS)).toEqual([failed]);
    await api.request('DELETE', `/v1/webhooks/${hookId}`);
    receiver.stop();

    const letter = await letterOf(idIn(location));
    expect(letter).toMatchObject({ queue: 'requests', kind: 'recognition', outcome: 'failed', location });
    expect(letter).toMatchObject({ open: true, reason: expect.stringMatching(TOLD) as string });
    expect(letter.deliveries).toBeGreaterThan(10);
    expect(await queues.counts(local.deadLetterQueueUrl)).toEqual({ visible: 0, inFlight: 0 });
    const health = async () => ((await api.request('GET', '/health/ready')).body as Health).info;
    expect(await eventually(health, (info) => 'open' in info['dead-letters'], PATIENCE_MS)).toMatchObject({
      'dead-letters': { status: 'up', open: 1, degraded: '1 to be looked at' },
    });

    const once = { 'Idempotency-Key': `once-${Math.random()}` };
    const again = redrivenBy(await redrive(letter.id, once));
    expect(again.id).not.toBe(idIn(location));
    const succeeded = (await settled(again.location)) as RecognitionSucceeded;
    expect(succeeded).toMatchObject({ id: again.id, status: 'succeeded' });
    expect(largestName(succeeded)).toBe(ada.person);
    expect(redrivenBy(await redrive(letter.id, once))).toEqual(again);
    expect((await api.request('GET', location)).body).toEqual(failed);
    const now = (await api.request('GET', `/v1/dead-letters/${letter.id}`)).body as DeadLetter;
    expect(now).toMatchObject({ open: false, redrivenAs: [again] });

    const further = redrivenBy(await redrive(letter.id));
    expect(further.id).not.toBe(again.id);
    const ids = (await letterOf(idIn(location))).redrivenAs.map(({ id }) => id);
    expect(ids.sort()).toEqual([again.id, further.id].sort());
    await eventually(health, (info) => !('open' in info['dead-letters']), PATIENCE_MS);

    expect((await api.request('DELETE', `/v1/dead-letters/${letter.id}`)).status).toBe(204);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/redrive'],
      ['DELETE', ''],
    ] as const) {
      const gone = await api.request(method, `/v1/dead-letters/${letter.id}${path}`);
      expect(problem(gone)).toEqual([404, 'dead-letter-not-found']);
    }
    expect((await settled(further.location)).status).toBe('succeeded');
  });

  /** A worker is killed that holds the message of a request, which nobody else takes then. @returns its location */
  async function killedOverARequest(): Promise<string> {
    for (;;) {
      await api.recognise(photo()); // a worker is there
      const [worker] = await childrenOf(local.pids.scaler);
      process.kill(local.pids.scaler, 'SIGSTOP');
      process.kill(worker as number, 'SIGSTOP'); // its polls stay open for two seconds, and take what comes
      const location = locationOf(await api.upload('/v1/recognitions', photo(), ASYNC));
      const held = await queues.counts(local.queueUrl);
      if (held.inFlight === 1) {
        process.kill(worker as number, 'SIGKILL');
        return location;
      }
      process.kill(worker as number, 'SIGCONT'); // just between two polls
      withWorkers();
      await settled(location);
    }
  }

  it('ends a batch with such an item, which can be redriven alone', async () => {
    await withoutWorkers();
    const form = new FormData();
    for (let index = 0; index < 3; index++)
      form.append('image', new Blob([new Uint8Array(photo())]), `${index}.jpg`);
    const location = locationOf(await api.request('POST', '/v1/batches', { body: form }));
    const itemsOf = async () =>
      ((await api.request('GET', `${location}/items`)).body as { items: Item[] }).items;
    const id = (await itemsOf())[1]?.recognitionId as string;
    const manifest = await contentsOf(local, 'results', `jobs/${idIn(location)}/manifest/`);
    const { imageKey, imageSha256 } = (
      JSON.parse(manifest) as { imageKey: string; imageSha256: string }[]
    )[1]!;
    const asked = { gallery: 'default', galleryVersion: '', model: 'dlib-resnet-flip', maxFaces: 10 };
    const job = { id: idIn(location), index: 1 };
    const item = { v: 1, kind: 'recognition', id, imageKey, imageSha256, ...asked, submittedAtMs: 0, job };
    await queues.send(local.bulkDeadLetterQueueUrl, JSON.stringify(item));
    const failed = await settled(`/v1/recognitions/${id}`);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'processing-failed' } });
    withWorkers();
    const finished = await settled(location);
    expect(finished).toMatchObject({ total: 3, succeeded: 2, failed: 1, rejected: 0 });
    expect((await itemsOf())[1]).toMatchObject({
      status: 'failed',
      error: { code: 'processing-failed', detail: expect.stringMatching(TOLD) as string },
    });

    const letter = await letterOf(id);
    expect(letter).toMatchObject({ queue: 'bulk', outcome: 'failed' });
    const again = redrivenBy(await redrive(letter.id));
    expect(largestName((await settled(again.location)) as RecognitionSucceeded)).toBe(ada.person);
    expect(await api.request('GET', location)).toMatchObject({ body: finished });
  });

  it('keeps the photograph of an enrolment, which enrols the person when it is redriven', async () => {
    await withoutWorkers();
    const path = `/v1/galleries/staff/people/${bob.person}/faces`;
    const fields = { name: 'Bob' };
    const sent = await api.upload(path, await demoPortrait(bob, 0), { ...ASYNC, fields });
    await queues.move(local.queueUrl, local.deadLetterQueueUrl, PATIENCE_MS);
    const location = locationOf(sent);
    expect(await settled(location)).toMatchObject({ status: 'failed' });
    const own = `enrolments/${idIn(location)}`;
    expect(await objectsIn(local, 'images', own)).toEqual([own]);

    withWorkers();
    const { id } = await letterOf(idIn(location));
    const again = redrivenBy(await redrive(id));
    expect(again.location).toBe(`/v1/enrolments/${again.id}`);
    expect(await settled(again.location)).toMatchObject({
      status: 'succeeded',
      faceId: again.id,
      name: 'Bob',
    });
    expect(largestName(await api.recognise(await demoPortrait(bob, 1), 'staff'))).toBe('Bob');
    await api.request('DELETE', `/v1/dead-letters/${id}`);
    expect(await objectsIn(local, 'images', 'enrolments/')).not.toContain(own);
    expect(await objectsIn(local, 'images', 'enrolments/')).toContain(`enrolments/${again.id}`);
  });

  it('says that nothing can be redriven where the gallery keeps no images', async () => {
    const settings = { name: 'private', retention: 'none' };
    expect((await sendJson(api, 'POST', '/v1/galleries', settings)).status).toBe(201);
    await withoutWorkers();
    const sent = await api.upload('/v1/recognitions', photo(), { ...ASYNC, fields: { gallery: 'private' } });
    await queues.move(local.queueUrl, local.deadLetterQueueUrl, PATIENCE_MS);
    const id = idIn(locationOf(sent));
    expect(await settled(`/v1/recognitions/${id}`)).toMatchObject({ status: 'failed' });
    await eventually(
      () => objectsIn(local, 'images', `recognitions/${id}`),
      ({ length }) => length === 0,
      PATIENCE_MS,
    );
    const refused = await redrive((await letterOf(id)).id);
    expect(problem(refused)).toEqual([409, 'dead-letter-not-redrivable']);
    expect((refused.body as { detail: string }).detail).toContain('retention "none"');
    expect((await letterOf(id)).redrivenAs).toEqual([]);
  });

  it('lets a result stand that is there already', async () => {
    await withoutWorkers();
    const location = locationOf(await api.upload('/v1/recognitions', photo(), ASYNC));
    const body = await queues.move(local.queueUrl, local.queueUrl, PATIENCE_MS);
    withWorkers();
    const succeeded = await settled(location);
    expect(succeeded.status).toBe('succeeded');
    await queues.send(local.deadLetterQueueUrl, body);
    const letter = await letterOf(idIn(location));
    expect(letter).toMatchObject({ outcome: 'settled', open: false });
    expect((await api.request('GET', location)).body).toEqual(succeeded);
    expect(problem(await redrive(letter.id))).toEqual([409, 'dead-letter-not-redrivable']);
  });

  it('starts a job again whose start was lost, and at last gives up what is left of it', async () => {
    await withoutWorkers();
    const postBatch = async () => {
      const form = new FormData();
      for (let index = 0; index < 2; index++) form.append('image', new Blob([new Uint8Array(photo())]));
      return locationOf(await api.request('POST', '/v1/batches', { body: form }));
    };
    const hopeless = await postBatch();
    const outcomes = async (location: string) =>
      (await lettersOf(idIn(location))).map(({ outcome }) => outcome).reverse();
    for (let round = 1; round <= 4; round++) {
      await queues.move(local.bulkQueueUrl, local.bulkDeadLetterQueueUrl, PATIENCE_MS);
      await eventually(
        () => outcomes(hopeless),
        ({ length }) => length === round,
        PATIENCE_MS,
      );
    }
    expect(await outcomes(hopeless)).toEqual(['sent-again', 'sent-again', 'sent-again', 'given-up']);
    expect(await settled(hopeless)).toMatchObject({ status: 'finished', total: 2, failed: 2 });
    const { items } = (await api.request('GET', `${hopeless}/items`)).body as { items: Item[] };
    for (const { error, recognitionId } of items) {
      expect(error).toMatchObject({ code: 'processing-failed' });
      expect((await api.request('GET', `/v1/recognitions/${recognitionId}`)).body).toMatchObject({ error });
    }
    const [last] = await lettersOf(idIn(hopeless));
    expect(last).toMatchObject({ kind: 'batch-start', queue: 'bulk', location: hopeless, open: true });
    expect(problem(await redrive(last!.id))).toEqual([409, 'dead-letter-not-redrivable']);

    const delayed = await postBatch();
    await queues.move(local.bulkQueueUrl, local.bulkDeadLetterQueueUrl, PATIENCE_MS);
    const letter = await letterOf(idIn(delayed));
    expect(letter).toMatchObject({ outcome: 'sent-again', open: false });
    expect(redrivenBy(await redrive(letter.id))).toMatchObject({ id: idIn(delayed), location: delayed });
    withWorkers();
    expect(await settled(delayed)).toMatchObject({ status: 'finished', succeeded: 2, failed: 0 });
  });

  it('keeps what nobody can read, once, and asks for it no more', async () => {
    const texts = ['{"v": 2, "kind": "telepathy"}', `no JSON, ${Math.random()}`];
    await queues.send(local.deadLetterQueueUrl, texts[0]!);
    await queues.send(local.bulkDeadLetterQueueUrl, texts[1]!);
    const unread = async () => (await letters()).filter(({ outcome }) => outcome === 'unreadable');
    const found = await eventually(unread, ({ length }) => length === 2, PATIENCE_MS);
    expect(found.map(({ text }) => text).sort()).toEqual([...texts].sort());
    for (const letter of found) {
      expect(letter).toMatchObject({ kind: null, requestId: null, location: null, open: true });
      expect(problem(await redrive(letter.id))).toEqual([409, 'dead-letter-not-redrivable']);
    }
    for (const url of [local.deadLetterQueueUrl, local.bulkDeadLetterQueueUrl])
      await eventually(
        () => queues.counts(url),
        ({ visible, inFlight }) => visible + inFlight === 0,
        PATIENCE_MS,
      );
    expect(await unread()).toHaveLength(2);
  });

  it('says what is wrong with what is asked of it', async () => {
    const get = (path: string) => api.request('GET', `/v1/dead-letters${path}`);
    expect(problem(await get(`/${UNKNOWN_ID}`))).toEqual([404, 'dead-letter-not-found']);
    expect(problem(await get('/x'))).toEqual([400, 'request-invalid']);
    expect(problem(await get('?cursor=x'))).toEqual([400, 'request-invalid']);
    expect(problem(await get('?limit=0'))).toEqual([400, 'request-invalid']);
  });

  it('is listed, shown, redriven and deleted on the command line', async () => {
    const facefleet = (...args: string[]) =>
      runCli(['dlq', ...args], { env: { FACEFLEET_HOME: system.home } });
    for (const { id } of await letters()) await api.request('DELETE', `/v1/dead-letters/${id}`);
    expect(await facefleet('redrive', '--all')).toMatchObject({ code: 0, stdout: '' });
    await withoutWorkers();
    const sent: string[] = [];
    for (let number = 0; number < 2; number++) {
      sent.push(locationOf(await api.upload('/v1/recognitions', photo(), ASYNC)));
      await queues.move(local.queueUrl, local.deadLetterQueueUrl, PATIENCE_MS);
    }
    const [older, newer] = await Promise.all(sent.map((location) => letterOf(idIn(location))));
    const list = await facefleet('list', '--open');
    expect(list).toMatchObject({ code: 0, stderr: '' });
    const [head, ...rows] = list.stdout.trimEnd().split('\n');
    expect(head).toMatch(/^DEAD LETTER +SENT +KIND +REQUEST +OUTCOME +REDRIVEN AS$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual([newer!.id, older!.id]);
    const shown = await facefleet('show', older!.id);
    expect(shown.stdout).toMatch(TOLD);
    expect(JSON.parse((await facefleet('show', older!.id, '--json')).stdout)).toEqual(older);

    const one = await facefleet('redrive', older!.id, UNKNOWN_ID, '--json');
    const lines = one.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(one.code).toBe(1);
    expect(lines).toMatchObject([
      { id: older!.id, redrivenAs: { location: expect.stringMatching(/^\/v1\/recognitions\//) as string } },
      { id: UNKNOWN_ID, error: { code: 'dead-letter-not-found' } },
    ]);
    const all = await facefleet('redrive', '--all');
    expect(all.stdout.trimEnd().split('\n')).toEqual([expect.stringContaining(`${newer!.id} redriven as `)]);
    withWorkers();
    for (const { redrivenAs } of await letters())
      expect((await settled(redrivenAs[0]?.location as string)).status).toBe('succeeded');
    const deleted = await facefleet('delete', older!.id, newer!.id);
    expect(deleted).toMatchObject({ code: 0, stdout: `Deleted ${older!.id}.\nDeleted ${newer!.id}.\n` });
    expect(await letters()).toEqual([]);
    expect((await facefleet('redrive')).code).toBe(2);
  });
});

interface Health {
  info: { 'dead-letters': object };
}

/** Perhaps its parent, which was stopped, has not noticed. */
function isDead(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() === '' || stdout.startsWith('Z');
}
