import type { EnrolmentSucceeded, RecognitionSucceeded } from '@facefleet/contracts';
import { noteAnswerSecrets, noteRequestSecrets } from './secrets';

/** An answer of the gateway, whatever it was. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
}

/** A client of the REST API as a user would write one: plain HTTP, no code shared with the gateway. */
export class Api {
  constructor(
    readonly url: string,
    private readonly key?: string,
  ) {}

  async request(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (this.key !== undefined && !headers.has('Authorization'))
      headers.set('Authorization', `Bearer ${this.key}`);
    noteRequestSecrets(headers);
    const response = await fetch(this.url + path, { ...init, method, headers });
    const text = await response.text();
    noteAnswerSecrets(text);
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** Uploads an image as the multipart field `image`. */
  upload(path: string, image: Uint8Array, options: UploadOptions = {}): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
    form.append(options.field ?? 'image', new Blob([new Uint8Array(image)]), options.fileName ?? 'photo.jpg');
    return this.request('POST', path, { body: form, headers: options.headers });
  }

  async enrol(
    personId: string,
    image: Uint8Array,
    name = personId,
    gallery = 'default',
  ): Promise<EnrolmentSucceeded> {
    const answer = await this.upload(`/v1/galleries/${gallery}/people/${personId}/faces`, image, {
      fields: { name },
    });
    if (answer.status !== 201)
      throw new Error(`Enrolling ${personId}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as EnrolmentSucceeded;
  }

  async recognise(image: Uint8Array, gallery = 'default'): Promise<RecognitionSucceeded> {
    const answer = await this.upload('/v1/recognitions', image, { fields: { gallery } });
    if (answer.status !== 200)
      throw new Error(`Recognition: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as RecognitionSucceeded;
  }
}

export interface UploadOptions {
  field?: string;
  fileName?: string;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
}

/** The name of the largest face: a person's, or null where it is unknown; undefined where there is no face. */
export function largestName(recognition: RecognitionSucceeded): string | null | undefined {
  const [face] = recognition.faces;
  return face && (face.person?.name ?? null);
}
