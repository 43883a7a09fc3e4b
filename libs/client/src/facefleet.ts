import type { Client } from 'openapi-fetch';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AuditQuery,
  AuditRecord,
  CreatedKey,
  DeadLetter,
  DeadLetterList,
  DeadLettersQuery,
  Enrolment,
  EnrolmentOptions,
  Erasure,
  FaceRemoval,
  Finished,
  Fleet,
  FleetDecisions,
  FleetDecisionsQuery,
  FleetPauseRequest,
  FleetPauseView,
  FleetPolicyChange,
  FleetPolicyView,
  FleetRecord,
  Gallery,
  GalleryList,
  GalleryModel,
  GalleryRemoval,
  GallerySettings,
  Import,
  ImportItemsQuery,
  ImportOptions,
  ImportedImage,
  ImportedImages,
  Job,
  Keys,
  MergeReceipt,
  ModelChange,
  ModelChangeRequest,
  Models,
  NewGallery,
  NewKey,
  NewPerson,
  Pending,
  People,
  PeopleQuery,
  Person,
  PersonChange,
  PersonSummary,
  Recognition,
  RecognitionOptions,
  Redrive,
  RemovalReceipt,
} from './api-types';
import type { ArchiveSource } from './archive-body';
import { FacefleetError } from './facefleet-error';
import { type FacefleetOptions, GatewayConnection, retryAfterMs } from './gateway-connection';
import type { paths } from './generated/openapi';
import { imageForm, type ImageSource } from './image-source';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events';

/**
 * The REST API with its types. What it lacks a method for goes through `http`, which knows every path of the document.
 * Whatever is not a success is thrown: `FacefleetError` where the gateway answered, `FacefleetUnreachable` where not.
 */
export class Facefleet {
  readonly url: string;
  readonly http: Client<paths>;
  private readonly gateway: GatewayConnection;

  constructor(options: FacefleetOptions) {
    this.gateway = new GatewayConnection(options);
    ({ url: this.url, http: this.http } = this.gateway);
  }

  /** Waits for the answer, however long it takes. */
  async recognise(
    image: ImageSource,
    options: RecognitionOptions = {},
    signal?: AbortSignal,
  ): Promise<Recognition> {
    const form = await imageForm(image, { ...options });
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
    const form = await imageForm(image, { ...options });
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
      const response = await this.gateway.get(location, { signal });
      latest = (await response.json()) as Job;
      if (latest.status === 'pending') await sleep(retryAfterMs(response), undefined, { signal });
    }
    if (latest.status === 'failed') throw FacefleetError.ofResult(latest.error);
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
  exportGallery(gallery: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    return this.download(`/v1/galleries/${encodeURIComponent(gallery)}/export`, signal);
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
    const path = `/v1/galleries/${encodeURIComponent(gallery)}/imports`;
    const headers: Record<string, string> = { 'Content-Type': 'application/octet-stream' };
    if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
    const response = await this.gateway.postOnce(path, archive, headers, signal);
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

  /** Of one that has ended: the list of its images goes. Who is enrolled stays. */
  async forgetImport(gallery: string, id: string): Promise<void> {
    const params = { path: { gallery, id } };
    await dataOf(this.http.DELETE('/v1/galleries/{gallery}/imports/{id}/record', { params }));
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

  /** All that is known about a person: a tar, as it comes; throws `FacefleetUnreachable` where it breaks off. */
  exportPerson(gallery: string, personId: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const [name, id] = [encodeURIComponent(gallery), encodeURIComponent(personId)];
    return this.download(`/v1/galleries/${name}/people/${id}/export`, signal);
  }

  /** How far it is; its id stands in the receipt of whoever removes a person or a gallery. */
  findErasure(id: string, signal?: AbortSignal): Promise<Erasure> {
    return dataOf(this.http.GET('/v1/erasures/{id}', { params: { path: { id } }, signal }));
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
    yield* this.download(`/v1/fleet/decisions?${asked.toString()}`, signal);
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

  /** Newest first, page by page. */
  async *auditRecords(query: AuditQuery = {}): AsyncGenerator<AuditRecord> {
    let cursor = query.cursor;
    do {
      const asked = { ...query, cursor };
      const page = await dataOf(this.http.GET('/v1/audit', { params: { query: asked } }));
      yield* page.records;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
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

  /** One page, newest first; `deadLetters` gives all. */
  listDeadLetters(query: DeadLettersQuery = {}): Promise<DeadLetterList> {
    return dataOf(this.http.GET('/v1/dead-letters', { params: { query } }));
  }

  /** Newest first, page by page. */
  async *deadLetters(query: DeadLettersQuery = {}): AsyncGenerator<DeadLetter> {
    let cursor = query.cursor;
    do {
      const page = await this.listDeadLetters({ ...query, cursor });
      yield* page.deadLetters;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  findDeadLetter(id: string): Promise<DeadLetter> {
    return dataOf(this.http.GET('/v1/dead-letters/{id}', { params: { path: { id } } }));
  }

  /** A further request each time it is called, but however often this one call is sent. */
  redriveDeadLetter(id: string): Promise<Redrive> {
    const params = { path: { id }, header: { 'Idempotency-Key': randomUUID() } };
    return dataOf(this.http.POST('/v1/dead-letters/{id}/redrive', { params }));
  }

  async deleteDeadLetter(id: string): Promise<void> {
    await this.http.DELETE('/v1/dead-letters/{id}', { params: { path: { id } } });
  }

  /** Server-Sent Events of a path, until the gateway ends them or the signal does. */
  async *events(path: string, signal?: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const response = await this.gateway.get(path, { signal, headers: { Accept: 'text/event-stream' } });
    if (response.body !== null) yield* serverSentEvents(response.body);
  }

  private async *download(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const response = await this.gateway.get(path, { signal });
    if (response.body === null) return;
    try {
      yield* response.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw this.gateway.noAnswer(error, signal);
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

/** The form is made already: the types of its fields are those of the options that it was made of. */
function multipart(form: FormData): { body: never; bodySerializer: () => FormData } {
  return { body: form as never, bodySerializer: () => form };
}

/** What is not a success has been thrown before. */
async function dataOf<T>(sent: Promise<{ data?: T }>): Promise<T> {
  const { data } = await sent;
  return data as T;
}
