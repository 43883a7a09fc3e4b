import createClient, { type Client } from 'openapi-fetch';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArchiveBody, type ArchiveSource } from './archive-body';
import { FacefleetError, FacefleetUnreachable } from './facefleet-error';
import type { components, operations, paths } from './generated/openapi';
import { imageForm, type ImageSource } from './image-source';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events';

type Schemas = components['schemas'];
export type Recognition = Schemas['Recognition'];
export type Enrolment = Schemas['Enrolment'];
export type Pending = Schemas['Pending'];
export type Gallery = Schemas['Gallery'];
export type GallerySettings = Schemas['GallerySettings'];
export type GalleryList = Schemas['GalleryList'];
export type NewGallery = Schemas['NewGallery'];
export type GalleryRemoval = Schemas['GalleryRemoval'];
export type People = Schemas['PeopleList'];
export type PersonSummary = People['people'][number];
export type Person = Schemas['Person'];
export type NewPerson = Schemas['NewPerson'];
export type PersonChange = Schemas['PersonChange'];
export type FaceRemoval = Schemas['FaceRemoval'];
export type MergeReceipt = Schemas['MergeReceipt'];
export type RemovalReceipt = Schemas['RemovalReceipt'];
export type GalleryModel = Schemas['GalleryModel'];
export type ModelChange = Schemas['ModelChange'];
export type ModelChangeRequest = Schemas['ModelChangeRequest'];
export type Import = Schemas['Import'];
export type ImportedImages = Schemas['ImportedImages'];
export type ImportedImage = ImportedImages['items'][number];
export type Fleet = Schemas['Fleet'];
export type FleetDecisions = Schemas['FleetDecisions'];
export type FleetRecord = FleetDecisions['decisions'][number];
export type FleetPolicyChange = Schemas['FleetPolicyChange'];
export type FleetPolicyView = Schemas['FleetPolicyView'];
export type FleetPauseRequest = Schemas['FleetPauseRequest'];
export type FleetPauseView = Schemas['FleetPauseView'];
export type Models = Schemas['Models'];
export type NewKey = Schemas['NewKey'];
export type Key = Keys['keys'][number];
export type CreatedKey = Schemas['CreatedKey'];
type Keys = Schemas['KeyList'];

type MultipartOf<Operation extends keyof operations> = operations[Operation] extends {
  requestBody?: { content: { 'multipart/form-data': infer Fields } };
}
  ? Omit<Fields, 'image'>
  : never;
export type RecognitionOptions = MultipartOf<'recognise'>;
export type EnrolmentOptions = MultipartOf<'enrol'>;

export interface PeopleQuery {
  /** Only people with this in their names. */
  name?: string;
  /** Only people whose metadata have all of these values. */
  metadata?: Record<string, string>;
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface ImportItemsQuery {
  /** Only items with this status. */
  status?: ImportedImage['status'];
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface FleetDecisionsQuery {
  /** ISO 8601 */
  since?: string;
  until?: string;
  /** Only decisions that changed something. */
  changed?: boolean;
  /** Of a page. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface ImportOptions {
  /** Sent again within 24 hours, the same archive with the same key is imported once. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface FacefleetOptions {
  /** Where the gateway is, e.g. `http://localhost:3000`. */
  url: string;
  key?: string;
  /** How often a request that was turned away for now (429, 503) is sent again, when the gateway says. */
  retries?: number;
}

/** A result that is not there yet, one that is, or one that says why there is none. */
type Job =
  | { status: 'pending' }
  | { status: 'succeeded' }
  | { status: 'failed'; error: { code: string; detail: string } };
type Finished<T extends Job> = Extract<T, { status: 'succeeded' }>;

/** Answers with a place to look at, and when, are asked for at this pace where the gateway names none [s]. */
const DEFAULT_RETRY_AFTER_S = 1;
const DEFAULT_RETRIES = 4;

/**
 * The REST API with its types. What it lacks a method for goes through `http`, which knows every path of the document.
 * Whatever is not a success is thrown: `FacefleetError` where the gateway answered, `FacefleetUnreachable` where not.
 */
export class Facefleet {
  readonly url: string;
  readonly http: Client<paths>;
  private readonly headers: Record<string, string>;
  private readonly retries: number;

  constructor({ url, key, retries = DEFAULT_RETRIES }: FacefleetOptions) {
    this.url = url.replace(/\/+$/, '');
    this.retries = retries;
    this.headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    this.http = createClient<paths>({
      baseUrl: this.url,
      headers: this.headers,
      fetch: (request) => this.send(request),
    });
  }

  /** Waits for the answer, however long it takes. */
  async recognise(
    image: ImageSource,
    options: RecognitionOptions = {},
    signal?: AbortSignal,
  ): Promise<Recognition> {
    const { gallery, maxFaces, maxFalseMatchRate } = options;
    const form = await imageForm(image, { gallery, maxFaces, maxFalseMatchRate });
    const sent = this.http.POST('/v1/recognitions', { ...multipart(form), signal });
    return this.waitFor<Recognition | Pending>(await dataOf(sent), signal);
  }

  /** Waits for the answer, however long it takes. */
  async enrol(
    gallery: string,
    personId: string,
    image: ImageSource,
    options: EnrolmentOptions = {},
    signal?: AbortSignal,
  ): Promise<Enrolment> {
    const form = await imageForm(image, { name: options.name });
    const sent = this.http.POST('/v1/galleries/{gallery}/people/{personId}/faces', {
      ...multipart(form),
      params: { path: { gallery, personId } },
      signal,
    });
    // One image is answered as such.
    return this.waitFor<Enrolment | Pending>((await dataOf(sent)) as Enrolment | Pending, signal);
  }

  /**
   * Asks where a pending answer says it will be, until it is there.
   * @throws FacefleetError with the code of a result that failed
   */
  async waitFor<T extends Job>(job: T, signal?: AbortSignal): Promise<Finished<T>> {
    let latest: Job = job;
    while (latest.status === 'pending') {
      const { location } = latest as Pending;
      const response = await this.fetch(location, { signal });
      latest = (await response.json()) as Job;
      if (latest.status === 'pending') await sleep(retryAfterMs(response), undefined, { signal });
    }
    if (latest.status === 'failed') throw new FacefleetError(latest.error.code, latest.error.detail);
    return latest as Finished<T>;
  }

  listGalleries(): Promise<GalleryList> {
    return dataOf(this.http.GET('/v1/galleries'));
  }

  createGallery(gallery: NewGallery): Promise<Gallery> {
    return dataOf(this.http.POST('/v1/galleries', { body: gallery }));
  }

  deleteGallery(gallery: string): Promise<GalleryRemoval> {
    return dataOf(this.http.DELETE('/v1/galleries/{gallery}', { params: { path: { gallery } } }));
  }

  findGallery(gallery: string): Promise<Gallery> {
    return dataOf(this.http.GET('/v1/galleries/{gallery}', { params: { path: { gallery } } }));
  }

  configureGallery(gallery: string, settings: GallerySettings): Promise<Gallery> {
    return dataOf(
      this.http.PATCH('/v1/galleries/{gallery}', { params: { path: { gallery } }, body: settings }),
    );
  }

  /** What faces are compared by, and how far a change of it is. */
  findGalleryModel(gallery: string): Promise<GalleryModel> {
    return dataOf(this.http.GET('/v1/galleries/{gallery}/model', { params: { path: { gallery } } }));
  }

  /** `findGalleryModel` says how far it is. */
  changeGalleryModel(gallery: string, change: ModelChangeRequest): Promise<ModelChange> {
    return dataOf(
      this.http.POST('/v1/galleries/{gallery}/model', { params: { path: { gallery } }, body: change }),
    );
  }

  cancelModelChange(gallery: string): Promise<GalleryModel> {
    return dataOf(this.http.DELETE('/v1/galleries/{gallery}/model', { params: { path: { gallery } } }));
  }

  /** A tar, as it comes; throws `FacefleetUnreachable` where it breaks off. */
  async *exportGallery(gallery: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const response = await this.fetch(`/v1/galleries/${encodeURIComponent(gallery)}/export`, { signal });
    if (response.body === null) return;
    try {
      yield* response.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw this.noAnswer(error, signal);
    }
  }

  /**
   * Sends an archive (zip, tar or tar.gz) while it is read, so it is sent once: nothing is tried again.
   * @throws also what the source throws
   */
  async startImport(
    gallery: string,
    archive: ArchiveSource,
    { idempotencyKey, signal }: ImportOptions = {},
  ): Promise<Import> {
    const body = new ArchiveBody(archive);
    const headers = { ...this.headers, 'Content-Type': 'application/octet-stream' };
    const url = `${this.url}/v1/galleries/${encodeURIComponent(gallery)}/imports`;
    const response = await fetch(url, {
      method: 'POST',
      headers: idempotencyKey === undefined ? headers : { ...headers, 'Idempotency-Key': idempotencyKey },
      body,
      duplex: 'half',
      signal,
    }).catch((error: unknown) => {
      throw body.error ?? this.noAnswer(error, signal);
    });
    if (!response.ok) throw await FacefleetError.of(response);
    return (await response.json()) as Import;
  }

  findImport(gallery: string, id: string, signal?: AbortSignal): Promise<Import> {
    const params = { path: { gallery, id } };
    return dataOf(this.http.GET('/v1/galleries/{gallery}/imports/{id}', { params, signal }));
  }

  /** One page; `importItems` gives all. */
  listImportItems(gallery: string, id: string, query: ImportItemsQuery = {}): Promise<ImportedImages> {
    const { cursor, ...others } = query;
    const params = {
      path: { gallery, id },
      query: cursor === undefined ? others : { ...others, cursor: Number(cursor) },
    };
    return dataOf(this.http.GET('/v1/galleries/{gallery}/imports/{id}/items', { params }));
  }

  /** All images that fit and how each ended, page by page. */
  async *importItems(
    gallery: string,
    id: string,
    query: ImportItemsQuery = {},
  ): AsyncGenerator<ImportedImage> {
    let cursor = query.cursor;
    do {
      const page = await this.listImportItems(gallery, id, { ...query, cursor });
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** Who is enrolled stays. */
  cancelImport(gallery: string, id: string): Promise<Import> {
    const params = { path: { gallery, id } };
    return dataOf(this.http.DELETE('/v1/galleries/{gallery}/imports/{id}', { params }));
  }

  /** One page; `people` gives all. */
  listPeople(gallery: string, query: PeopleQuery = {}): Promise<People> {
    const querySerializer = () => queryOf(query);
    const params = { path: { gallery } };
    return dataOf(this.http.GET('/v1/galleries/{gallery}/people', { params, querySerializer }));
  }

  /** Everybody who fits, page by page. */
  async *people(gallery: string, query: PeopleQuery = {}): AsyncGenerator<PersonSummary> {
    let cursor = query.cursor;
    do {
      const page = await this.listPeople(gallery, { ...query, cursor });
      yield* page.people;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  findPerson(gallery: string, personId: string): Promise<Person> {
    const params = { path: { gallery, personId } };
    return dataOf(this.http.GET('/v1/galleries/{gallery}/people/{personId}', { params }));
  }

  createPerson(gallery: string, person: NewPerson): Promise<Person> {
    const params = { path: { gallery } };
    return dataOf(this.http.POST('/v1/galleries/{gallery}/people', { params, body: person }));
  }

  updatePerson(gallery: string, personId: string, change: PersonChange): Promise<Person> {
    const params = { path: { gallery, personId } };
    return dataOf(this.http.PATCH('/v1/galleries/{gallery}/people/{personId}', { params, body: change }));
  }

  /** All faces of `from` become faces of the person. */
  mergePerson(gallery: string, personId: string, from: string): Promise<MergeReceipt> {
    const params = { path: { gallery, personId } };
    return dataOf(
      this.http.POST('/v1/galleries/{gallery}/people/{personId}/merge', { params, body: { from } }),
    );
  }

  /** @returns the person who has the face now */
  moveFace(gallery: string, personId: string, faceId: string, to: string): Promise<Person> {
    const params = { path: { gallery, personId, faceId } };
    return dataOf(
      this.http.POST('/v1/galleries/{gallery}/people/{personId}/faces/{faceId}/move', {
        params,
        body: { to },
      }),
    );
  }

  removeFace(gallery: string, personId: string, faceId: string): Promise<FaceRemoval> {
    const params = { path: { gallery, personId, faceId } };
    return dataOf(this.http.DELETE('/v1/galleries/{gallery}/people/{personId}/faces/{faceId}', { params }));
  }

  removePerson(gallery: string, personId: string): Promise<RemovalReceipt> {
    const params = { path: { gallery, personId } };
    return dataOf(this.http.DELETE('/v1/galleries/{gallery}/people/{personId}', { params }));
  }

  showFleet(signal?: AbortSignal): Promise<Fleet> {
    return dataOf(this.http.GET('/v1/fleet', { signal }));
  }

  /** One page, newest first; `fleetDecisions` gives all. */
  listFleetDecisions({ changed, ...query }: FleetDecisionsQuery = {}): Promise<FleetDecisions> {
    const asked = { ...query, changed: changed === undefined ? undefined : (`${changed}` as const) };
    const page = this.http.GET('/v1/fleet/decisions', { params: { query: asked } });
    return dataOf(page) as Promise<FleetDecisions>; // not as lines
  }

  /** Newest first, page by page. */
  async *fleetDecisions(query: FleetDecisionsQuery = {}): AsyncGenerator<FleetRecord> {
    let cursor = query.cursor;
    do {
      const page = await this.listFleetDecisions({ ...query, cursor });
      yield* page.decisions;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** Lines of JSON as the scaler wrote them, oldest first; throws `FacefleetUnreachable` where it breaks off. */
  async *downloadFleetDecisions(
    query: Pick<FleetDecisionsQuery, 'since' | 'until' | 'changed'> = {},
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const asked = new URLSearchParams({ format: 'jsonl' });
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) asked.set(name, String(value));
    const response = await this.fetch(`/v1/fleet/decisions?${asked.toString()}`, { signal });
    if (response.body === null) return;
    try {
      yield* response.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw this.noAnswer(error, signal);
    }
  }

  showFleetPolicy(): Promise<FleetPolicyView> {
    return dataOf(this.http.GET('/v1/fleet/policy'));
  }

  changeFleetPolicy(change: FleetPolicyChange): Promise<FleetPolicyView> {
    return dataOf(this.http.POST('/v1/fleet/policy', { body: change }));
  }

  pauseFleet(pause: FleetPauseRequest = {}): Promise<FleetPauseView> {
    return dataOf(this.http.POST('/v1/fleet/pause', { body: pause }));
  }

  resumeFleet(reason?: string): Promise<FleetPauseView> {
    return dataOf(this.http.POST('/v1/fleet/resume', { body: { reason } }));
  }

  listModels(): Promise<Models> {
    return dataOf(this.http.GET('/v1/models'));
  }

  listKeys(): Promise<Keys> {
    return dataOf(this.http.GET('/v1/keys'));
  }

  createKey(key: NewKey): Promise<CreatedKey> {
    return dataOf(this.http.POST('/v1/keys', { body: key }));
  }

  async deleteKey(id: string): Promise<void> {
    await this.http.DELETE('/v1/keys/{id}', { params: { path: { id } } });
  }

  /** Server-Sent Events of a path, until the gateway ends them or the signal does. */
  async *events(path: string, signal?: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const response = await this.fetch(path, { signal, headers: { Accept: 'text/event-stream' } });
    if (response.body !== null) yield* serverSentEvents(response.body);
  }

  private fetch(
    path: string,
    { headers, ...init }: { headers?: Record<string, string>; signal?: AbortSignal },
  ) {
    return this.send(new Request(this.url + path, { ...init, headers: { ...this.headers, ...headers } }));
  }

  /** Whoever aborts is told so. */
  private noAnswer(error: unknown, signal?: AbortSignal): unknown {
    return signal?.aborted ? error : new FacefleetUnreachable(this.url, error);
  }

  private async send(request: Request): Promise<Response> {
    for (let retriesLeft = this.retries; ; retriesLeft--) {
      const response = await fetch(request.clone()).catch((error: unknown) => {
        throw this.noAnswer(error, request.signal);
      });
      if (response.ok) return response;
      const maySendAgain = (response.status === 429 || response.status === 503) && retriesLeft > 0;
      if (!maySendAgain || !response.headers.has('retry-after')) throw await FacefleetError.of(response);
      await response.body?.cancel();
      await sleep(retryAfterMs(response), undefined, { signal: request.signal });
    }
  }
}

function queryOf({ metadata = {}, ...query }: PeopleQuery): string {
  const filters = Object.entries(metadata).map(([key, value]) => [`metadata.${key}`, value] as const);
  const parameters = new URLSearchParams();
  for (const [name, value] of [...Object.entries(query), ...filters]) {
    if (value !== undefined) parameters.append(name, String(value));
  }
  return parameters.toString();
}

function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? DEFAULT_RETRY_AFTER_S);
  return (Number.isFinite(seconds) ? seconds : DEFAULT_RETRY_AFTER_S) * 1000;
}

/** The form is made already: the types of its fields are those of the options that it was made of. */
function multipart(form: FormData): { body: never; bodySerializer: () => FormData } {
  return { body: form as never, bodySerializer: () => form };
}

/** What is not a success has been thrown before. */
async function dataOf<T>(sent: Promise<{ data?: T }>): Promise<T> {
  const { data } = await sent;
  return data as T;
}
