import createClient, { type Client } from 'openapi-fetch';
import { setTimeout as sleep } from 'node:timers/promises';
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
export type Fleet = Schemas['Fleet'];
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

  private async send(request: Request): Promise<Response> {
    for (let retriesLeft = this.retries; ; retriesLeft--) {
      const response = await fetch(request.clone()).catch((error: unknown) => {
        throw request.signal.aborted ? error : new FacefleetUnreachable(this.url, error);
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
