import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { answerQuestions, childSettings } from '../../support/asked-child';
import { uniqueJpeg } from '../../support/photos';
import type {
  Arrivals,
  ClientAnswer,
  ClientQuestion,
  ClientSettings,
  Recognitions,
  Retrievals,
  Saturation,
} from './client';
import { Form } from './form';

const { url, key } = childSettings<ClientSettings>();
const CONNECTIONS = 256;
const authorization = { Authorization: `Bearer ${key}` };
const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });

const filesOf = (paths: string[]) => Promise.all(paths.map((path) => readFile(path)));

class Tally implements ClientAnswer {
  wallMs = 0;
  readonly latenciesMs: number[] = [];
  readonly statuses: Record<number, number> = {};
  fromCache = 0;
  readonly ids: string[] = [];
  private readonly startedAt = performance.now();

  async post(body: Buffer, options: { isAsync: boolean; readsId: boolean }): Promise<void> {
    const headers = {
      ...authorization,
      ...Form.headers,
      ...(options.isAsync && { Prefer: 'respond-async' }),
    };
    const sentAt = performance.now();
    const answer = await pool.request({ method: 'POST', path: '/v1/recognitions', headers, body });
    const text = options.readsId ? await answer.body.text() : await answer.body.dump();
    this.note(answer.statusCode, sentAt);
    if (/hit/.test(String(answer.headers['cache-status']))) this.fromCache += 1;
    if (answer.statusCode === 200 && typeof text === 'string')
      this.ids.push((JSON.parse(text) as { id: string }).id);
  }

  async get(path: string): Promise<void> {
    const sentAt = performance.now();
    const answer = await pool.request({ method: 'GET', path, headers: authorization });
    await answer.body.dump({ limit: Infinity });
    this.note(answer.statusCode, sentAt);
  }

  ended(): ClientAnswer {
    this.wallMs = performance.now() - this.startedAt;
    return { ...this };
  }

  private note(status: number, sentAt: number): void {
    this.latenciesMs.push(performance.now() - sentAt);
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }
}

async function saturate({ concurrency, seconds, most, images, isNew }: Saturation): Promise<ClientAnswer> {
  const forms = (await filesOf(images)).map((image) => new Form(image));
  const tally = new Tally();
  const until = performance.now() + seconds * 1000;
  let sent = 0;
  const client = async () => {
    while (sent < most && performance.now() < until) {
      const form = forms[sent++ % forms.length] as Form;
      await tally.post(isNew ? form.another() : form.bytes, { isAsync: isNew, readsId: false });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return tally.ended();
}

async function arrive({ perS, seconds, images }: Arrivals): Promise<ClientAnswer> {
  const forms = (await filesOf(images)).map((image) => new Form(image));
  const tally = new Tally();
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  while (answers.length < perS * seconds) {
    await sleep(startedAt + (1000 * answers.length) / perS - performance.now());
    const { bytes } = forms[answers.length % forms.length] as Form;
    answers.push(tally.post(bytes, { isAsync: false, readsId: false }));
  }
  await Promise.all(answers);
  return tally.ended();
}

async function recognise({ concurrency, images, count }: Recognitions): Promise<ClientAnswer> {
  const files = await filesOf(images);
  const tally = new Tally();
  let sent = 0;
  const client = async () => {
    while (sent < count) {
      const at = sent++;
      const original = files[at % files.length] as Buffer;
      const image = at < files.length ? original : uniqueJpeg(original, `copy ${at}`);
      await tally.post(new Form(image).bytes, { isAsync: false, readsId: true });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return tally.ended();
}

async function fetchAll({ paths }: Retrievals): Promise<ClientAnswer> {
  const tally = new Tally();
  for (const path of paths) await tally.get(path);
  return tally.ended();
}

answerQuestions<ClientQuestion, ClientAnswer>(() =>
  Promise.resolve((question) => {
    switch (question.kind) {
      case 'saturate':
        return saturate(question);
      case 'arrive':
        return arrive(question);
      case 'recognise':
        return recognise(question);
      case 'fetch':
        return fetchAll(question);
    }
  }),
);
