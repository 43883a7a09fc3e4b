import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api } from './support/api';
import { newKey, sendJson } from './support/api-keys';
import { runCli } from './support/cli';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { LoneGateway } from './support/lone-gateway';
import { contentsOf, objectsIn } from './support/objects';
import { type ApiDocument, type Operation, operationsOf, requestFor } from './support/operations';
import { eventually, freePort, type LocalFile, LocalSystem } from './support/system';

const [ada, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const PATIENCE_MS = 30_000;
const GALLERY = 'staff';

interface AuditRecord {
  id: string;
  at: string;
  phase: 'begun' | 'ended';
  kind: 'act' | 'access';
  keyId: string | null;
  keyName: string | null;
  operation: string;
  gallery: string | null;
  people: string[];
  ids: Record<string, string>;
  status: number | null;
  client: string;
}

/** All that leaves no record, each with its reason. */
const UNRECORDED: Record<string, string> = {
  isLive: 'load balancers ask it all the time, and it tells of nobody',
  isReady: 'as isLive',
  detect: 'finds faces and names nobody',
  findDetection: 'as detect',
  compare: 'compares two images, which belong to no gallery, and names nobody',
  findComparison: 'as compare',
  findOwnKey: 'a key asks about itself',
  listModels: 'tells of models only',
  showFleet: 'tells of machines only, and dashboards ask it all the time',
  showDesiredWorkers: 'as showFleet',
  fleetEvents: 'as showFleet',
  listFleetDecisions: 'as showFleet',
  showFleetPolicy: 'as showFleet',
};

/** Changes nothing that belongs to anybody, though it is no GET: nobody waits for its record. */
const QUESTIONS = ['recognise', 'verify', 'search', 'createBatch', 'createUploadUrl', 'nameBestMatch'];

describe('the audit log', () => {
  let system: LocalSystem;
  let local: LocalFile;
  let admin: Api;
  let operations: (Operation & { operationId: string })[];

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    [admin, local] = [await system.api(), await system.local()];
    await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada Lovelace', GALLERY);
    const { body } = await admin.request('GET', '/openapi.json');
    operations = operationsOf(body as ApiDocument) as typeof operations;
  });
  afterAll(() => system.stop());

  async function records(query: Record<string, string> = {}): Promise<AuditRecord[]> {
    const { status, body } = await admin.request('GET', `/v1/audit?${new URLSearchParams(query).toString()}`);
    expect(status).toBe(200);
    return (body as { records: AuditRecord[] }).records;
  }

  /** What key it is says which records are of a test: each makes keys of its own. */
  async function recordsOf(keyId: string): Promise<AuditRecord[]> {
    return (await records({ keyId, limit: '1000' })).reverse();
  }
  const short = ({ phase, operation, people, status }: AuditRecord) => [phase, operation, people, status];

  it('has every operation of the document, but for known exceptions', async () => {
    const key = await newKey(admin, { scopes: ['admin'] });
    const wanted: Record<string, string> = {};
    for (const operation of operations) {
      const [path, init] = requestFor(operation, 'nowhere'); // what is deleted and paused is to be nothing
      const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${key.secret}` };
      const answer = await fetch(local.url + path, { ...init, headers });
      await answer.body?.cancel(); // some are streams that do not end
      const { operationId, method } = operation;
      if (operationId in UNRECORDED || operationId === 'nameBestMatch') continue;
      const isAct = (method !== 'GET' && !QUESTIONS.includes(operationId)) || /^export/.test(operationId);
      wanted[operationId] = isAct ? 'act: begun, ended' : 'access: ended';
    }
    await sendJson(admin, 'POST', '/v1/fleet/resume', {}); // it was paused as well
    expect(Object.keys(wanted).length).toBeGreaterThan(40);
    const seen = await eventually(
      async () => {
        const phases: Record<string, string> = {};
        for (const { operation, kind, phase } of await recordsOf(key.id))
          phases[operation] = operation in phases ? `${phases[operation]}, ${phase}` : `${kind}: ${phase}`;
        return phases;
      },
      (phases) => Object.keys(phases).length >= Object.keys(wanted).length,
      PATIENCE_MS,
    );
    delete seen.listAuditRecords; // it was asked for here, too
    delete wanted.listAuditRecords;
    expect(seen).toEqual(wanted);
    const known = operations.map(({ operationId }) => operationId);
    expect(known).toEqual(expect.arrayContaining([...Object.keys(UNRECORDED), ...QUESTIONS]));
  });

  it('says who did it, to whom, from where, and how it ended', async () => {
    const key = await newKey(admin, { scopes: ['enrol'], name: 'front desk' });
    const people = `/v1/galleries/${GALLERY}/people`;
    await sendJson(key.api, 'POST', people, { id: 'eve', name: 'Eve' });
    await sendJson(key.api, 'PATCH', `${people}/eve`, { name: 'Eve Adams' });
    await sendJson(key.api, 'POST', `${people}/ada/merge`, { from: 'eve' });
    const failed = await key.api.request('DELETE', `${people}/eve`);
    const refused = await key.api.request('DELETE', `/v1/galleries/${GALLERY}`);
    const seen = await recordsOf(key.id);
    expect(seen.map(short)).toEqual([
      ['begun', 'createPerson', ['eve'], null],
      ['ended', 'createPerson', ['eve'], 201],
      ['begun', 'updatePerson', ['eve'], null],
      ['ended', 'updatePerson', ['eve'], 200],
      ['begun', 'mergePerson', ['ada', 'eve'], null],
      ['ended', 'mergePerson', ['ada', 'eve'], 200],
      ['begun', 'removePerson', ['eve'], null],
      ['ended', 'removePerson', ['eve'], 404],
      ['ended', 'deleteGallery', [], 403],
    ]);
    for (const record of seen)
      expect(record).toMatchObject({
        keyId: key.id,
        keyName: 'front desk',
        gallery: GALLERY,
        client: '127.0.0.1',
        kind: 'act',
      });
    // An error that a client shows us can be found here.
    const requestIds = [failed, refused].map(({ body }) => (body as { requestId: string }).requestId);
    expect(seen.slice(-2).map(({ id }) => id)).toEqual(requestIds);
  });

  it('says who was told about whom', async () => {
    const key = await newKey(admin, { scopes: ['recognize'], galleries: [GALLERY] });
    const portrait = await demoPortrait(ada, 2);
    const recognised = await key.api.upload('/v1/recognitions', portrait, { fields: { gallery: GALLERY } });
    const { id } = recognised.body as { id: string };
    await key.api.request('GET', `/v1/recognitions/${id}`);
    await key.api.request('GET', `/v1/recognitions/${id}/events`);
    await key.api.upload('/v1/recognitions', await demoPortrait(bob, 0), { fields: { gallery: GALLERY } });
    const fields = { gallery: GALLERY, personId: 'ada' };
    await key.api.upload('/v1/verifications', portrait, { fields });
    await key.api.request('GET', `/v1/galleries/${GALLERY}/people`);
    await key.api.request('GET', `/v1/galleries/${GALLERY}/people/ada`);
    await key.api.request('GET', '/v1/galleries/visitors/people/ada');
    const seen = await recordsOf(key.id);
    expect(
      seen.map(({ operation, gallery, people, status }) => [operation, gallery, people, status]),
    ).toEqual([
      ['recognise', GALLERY, ['ada'], 200],
      ['findRecognition', GALLERY, ['ada'], 200],
      ['recognitionEvents', GALLERY, ['ada'], 200],
      ['recognise', GALLERY, [], 200],
      ['verify', GALLERY, ['ada'], 200],
      ['listPeople', GALLERY, ['ada'], 200],
      ['findPerson', GALLERY, ['ada'], 200],
      ['findPerson', 'visitors', ['ada'], 403],
    ]);
    expect(seen.slice(0, 3).map(({ ids }) => ids)).toEqual([{ id }, { id }, { id }]);
    const about = await records({ gallery: GALLERY, personId: 'ada', keyId: key.id });
    expect(about).toHaveLength(6);
  });

  it('is there for admins only, page by page', async () => {
    const { api } = await newKey(admin, { scopes: ['recognize', 'enrol'] });
    expect(await api.request('GET', '/v1/audit')).toMatchObject({ status: 403 });
    const all: AuditRecord[] = [];
    const since = new Date(Date.now() - 24 * 3600 * 1000).toISOString();
    const to = new Date().toISOString(); // asking makes further records
    for (let cursor = ''; ;) {
      const query = new URLSearchParams({ limit: '7', from: since, to, ...(cursor && { cursor }) });
      const { body } = await admin.request('GET', `/v1/audit?${query.toString()}`);
      const page = body as { records: AuditRecord[]; nextCursor: string | null };
      all.push(...page.records);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(all.length).toBeGreaterThan(80);
    expect(new Set(all.map(({ id, phase }) => id + phase)).size).toBe(all.length);
    expect(all.map(({ operation }) => operation)).toEqual(expect.arrayContaining(['enrol', 'removePerson']));
    for (const cursor of ['x', '../../keys~1'])
      expect(await admin.request('GET', `/v1/audit?cursor=${cursor}`)).toMatchObject({ status: 400 });
  });

  it('holds no secret, no name of a person and no image, and nothing that is no id', async () => {
    const key = await newKey(admin, { scopes: ['admin'] });
    const hook = { url: 'http://127.0.0.1:9/hook?token=hidden', events: ['recognition.finished'] };
    const { body } = await sendJson(key.api, 'POST', '/v1/webhooks', hook);
    const odd = encodeURIComponent('two\nlines {"v":1}');
    await key.api.request('DELETE', `/v1/galleries/${odd}/people/${odd}?name=hidden`);
    await recordsOf(key.id);
    const stored = await contentsOf(local, 'galleries', 'audit/');
    const secrets = [
      key.secret,
      (body as { secret: string }).secret,
      'hidden',
      'lines',
      'Ada Lovelace',
      'Eve Adams',
    ];
    for (const secret of secrets) expect([secret, stored.includes(secret)]).toEqual([secret, false]);
    for (const line of stored.split('\n').filter(Boolean)) expect(JSON.parse(line)).toHaveProperty('v', 1);
    for (const name of await objectsIn(local, 'galleries', 'audit/'))
      expect(name).toMatch(/^audit\/20\d\d\/\d\d\/\d\d\/\d\d\/[0-9a-f-]{36}\.jsonl$/);
  });

  it('is shown by the command-line tool, each act once', async () => {
    const cli = (...args: string[]) => runCli(args, { env: { FACEFLEET_HOME: system.home } });
    const key = await newKey(admin, { scopes: ['enrol'], name: 'mail room' });
    await sendJson(key.api, 'POST', `/v1/galleries/${GALLERY}/people`, { id: 'kay' });
    const { code, stdout, stderr } = await cli('audit', '--from', '1h', '--by', key.id);
    expect([code, stderr]).toEqual([0, '']);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^AT +KEY +NAME +OPERATION +GALLERY +PEOPLE +STATUS$/);
    expect(rows).toEqual([expect.stringMatching(/ mail room +createPerson +staff +kay +201$/)]);
    const json = await cli('audit', '--person', 'kay', '--gallery', GALLERY, '--limit', '1', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ operation: 'createPerson', people: ['kay'] });
  });

  it('of a gateway that is stopped has all that it answered', async () => {
    const secret = 'the-admin-key-of-another-gateway';
    const other = await LoneGateway.start({
      AWS_ENDPOINT_URL: local.awsEndpoint,
      FACEFLEET_QUEUE_URL: local.queueUrl,
      FACEFLEET_BULK_QUEUE_URL: local.bulkQueueUrl,
      FACEFLEET_IMAGES_BUCKET: local.buckets.images,
      FACEFLEET_RESULTS_BUCKET: local.buckets.results,
      FACEFLEET_GALLERIES_BUCKET: local.buckets.galleries,
      FACEFLEET_ADMIN_KEY_SHA256: createHash('sha256').update(secret).digest('hex'),
      FACEFLEET_TRUSTED_PROXIES: '1',
    });
    const proxied = {
      headers: { Authorization: `Bearer ${secret}`, 'X-Forwarded-For': '198.51.100.9, 203.0.113.7' },
    };
    const answer: Answer = await other.api().request('GET', '/v1/galleries/staff/people/ada', proxied);
    expect(answer.status).toBe(200);
    await other.askToEnd();
    const [found] = (await records({ personId: 'ada' })).filter(({ client }) => client === '203.0.113.7');
    expect(found).toMatchObject({ operation: 'findPerson', keyId: 'root', status: 200 });
  });
});

it('without the audit log nothing is changed, and the gateway says so', async () => {
  const nobody = await freePort();
  const gateway = await LoneGateway.start({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${nobody}`,
    FACEFLEET_ADMIN_KEY_SHA256: createHash('sha256').update('key').digest('hex'),
  });
  try {
    const api = gateway.api('key');
    const refused = await sendJson(api, 'POST', '/v1/keys', { name: 'x', scopes: ['admin'] });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(refused.body).toMatchObject({
      code: 'service-unavailable',
      detail: expect.stringMatching(/^The audit log cannot be stored/) as unknown,
    });
    const { body } = await api.request('GET', '/health/ready');
    expect(body).toMatchObject({ details: { 'audit-log': { status: 'up', degraded: 'cannot be stored' } } });
  } finally {
    await gateway.stop();
  }
});
