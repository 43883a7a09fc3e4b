import sharp from 'sharp';
import { pack } from 'tar-stream';
import { type Api } from '../../support/api';
import { newKey, sendJson } from '../../support/api-keys';
import { DEMO_FACES, demoPortrait } from '../../support/demo-faces';
import { eventually } from '../../support/system';
import type { EnrolmentSucceeded } from '@facefleet/contracts';
import type { Target } from './target';

const [ADA, BOB] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const GALLERIES = ['fuzz-a', 'fuzz-b'];
export const PATIENCE_MS = 170_000;
/** Where nobody listens. */
const WEBHOOK_URL = 'http://127.0.0.1:9/';

/** What is there in the system that is asked, so that requests get further than to "there is no such thing". */
export interface World {
  /** As the header says it. */
  host: string;
  keys: { none: undefined; recognize: string; enrol: string; admin: string };
  /** Without a face: it costs a recognizer next to nothing. */
  image: Buffer;
  portrait: Buffer;
  /** A tar of one image. */
  archive: Buffer;
  webhookUrl: string;
  idsOf(target: Target, parameter: string): readonly string[];
}

export async function makeWorld(admin: Api, adminKey: string): Promise<World> {
  const portrait = await demoPortrait(ADA, 0);
  const image = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#765' } })
    .png()
    .toBuffer();
  const archive = await archiveOf(image);
  const faces = await Promise.all(
    GALLERIES.map(async (gallery) => {
      await enrolled(admin, gallery, 'bob', await demoPortrait(BOB, 0));
      return enrolled(admin, gallery, 'ada', portrait);
    }),
  );
  const made = async (path: string, fields?: Record<string, string>, field = 'image') =>
    idOf(await admin.upload(path, portrait, { fields, field, headers: { Prefer: 'respond-async' } }));
  const json = async (path: string, body: unknown) => idOf(await sendJson(admin, 'POST', path, body));
  const [gallery] = GALLERIES as [string];
  const [recognition, detection, verification, batch, search, webhook] = await Promise.all([
    made('/v1/recognitions', { gallery }),
    made('/v1/detections'),
    made('/v1/verifications', { gallery, personId: 'ada' }),
    made('/v1/batches', { gallery }),
    json('/v1/searches', { gallery, faceId: faces[0] }),
    json('/v1/webhooks', { url: WEBHOOK_URL, events: ['webhook.test'] }),
  ]);
  const imported = await admin.request('POST', `/v1/galleries/${gallery}/imports`, {
    body: new Uint8Array(archive),
    headers: { 'Content-Type': 'application/x-tar' },
  });
  const [recognize, enrol, spare] = await Promise.all([
    newKey(admin, { scopes: ['recognize'] }),
    newKey(admin, { scopes: ['enrol'] }),
    newKey(admin, { scopes: ['recognize'] }),
  ]);
  const tested = await admin.request('POST', `/v1/webhooks/${webhook}/test`);
  /** By the beginning of the path: parameters called `id` mean different things. */
  const ids: Record<string, readonly string[]> = {
    '/v1/recognitions': [recognition],
    '/v1/detections': [detection],
    '/v1/verifications': [verification],
    '/v1/searches': [search],
    '/v1/batches': [batch],
    '/v1/keys': [spare.id],
    '/v1/galleries/{gallery}/imports': [idOf(imported)],
  };
  const known: Record<string, readonly string[]> = {
    gallery: GALLERIES,
    personId: ['ada', 'bob'],
    faceId: faces,
    webhookId: [webhook],
    deliveryId: [(tested.body as { id?: string; deliveryId?: string }).deliveryId ?? idOf(tested)],
  };
  return {
    host: new URL(admin.url).host,
    keys: { none: undefined, recognize: recognize.secret, enrol: enrol.secret, admin: adminKey },
    image,
    portrait,
    archive,
    webhookUrl: WEBHOOK_URL,
    idsOf: ({ path }, parameter) =>
      (parameter === 'id'
        ? Object.entries(ids).find(([beginning]) => path.startsWith(beginning))?.[1]
        : known[parameter]) ?? [],
  };
}

/** @returns the id of the face */
export async function enrolled(admin: Api, gallery: string, person: string, image: Buffer): Promise<string> {
  const path = `/v1/galleries/${gallery}/people/${person}/faces`;
  const accepted = await admin.upload(path, image, { headers: { Prefer: 'respond-async' } });
  // A first worker has to start, on a machine that may have other things to do.
  const { body } = await eventually(
    () => admin.request('GET', `/v1/enrolments/${idOf(accepted)}`),
    ({ body }) => (body as { status?: string }).status === 'succeeded',
    PATIENCE_MS,
  );
  return (body as EnrolmentSucceeded).faceId;
}

function idOf({ status, body }: { status: number; body: unknown }): string {
  const { id } = body as { id?: string };
  if (id === undefined) throw new Error(`Nothing was made: ${status} ${JSON.stringify(body)}`);
  return id;
}

async function archiveOf(image: Buffer): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'carol/1.png' }, image);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
