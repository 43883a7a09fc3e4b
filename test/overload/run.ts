import type { RecognitionSucceeded } from '@facefleet/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { newKey } from '../support/api-keys';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';
import { uniqueJpeg } from '../support/photos';
import { LocalSystem, rssOf } from '../support/system';
import { type Answer, Sender } from './sender';

/** Who sends how much of what there is capacity for, beside the one who sends all the rest. */
const MODEST_SHARES = { 'modest-1': 0.2, 'modest-2': 0.1 };
export const GREEDY = 'greedy';

/** Closed loops that find out what the system can do: enough to keep every slot busy, so few that hardly any is refused. */
const PROBES_AT_ONCE = 6;
const PROBE_PAUSE_MS = 200;
const PROBE_MS = 6_000;
const LOOK_AT_MEMORY_EVERY_MS = 500;

export interface OverloadOptions {
  seconds: number;
  /** Of the capacity, so much is asked. */
  factor: number;
  /** Requests are accepted while they can be answered within this time. */
  limitS: number;
  /** Further FACEFLEET_* settings. */
  env?: Record<string, string>;
}

export interface Sent extends Answer {
  key: string;
  /** Of an answer that was given: as it is when nothing is wrong. */
  isRight: boolean;
}

export interface OverloadRun {
  options: OverloadOptions;
  /** What one worker answered before [1/s] */
  capacityPerS: number;
  /** How long was sent [s] */
  sentForS: number;
  sent: Sent[];
  /** Connections that broke, or could not be made. */
  broken: string[];
  /** Of the gateway, while it was sent [bytes] */
  gatewayRss: number[];
}

interface Photo {
  bytes: Buffer;
  faces: RecognitionSucceeded['faces'];
}

/** A system with one worker, and much more work than it can do. */
export async function runOverload(options: OverloadOptions): Promise<OverloadRun> {
  const system = await LocalSystem.start({
    FACEFLEET_LOG_LEVEL: 'warn',
    ...options.env,
    FACEFLEET_MAX_WORKERS: '1',
    FACEFLEET_IDLE_S: '60',
    FACEFLEET_ACCEPT_WITHIN_S: String(options.limitS),
  });
  const { url, adminKey, pids } = await system.local();
  const sender = new Sender(url);
  try {
    const photos = await photosOf(system);
    const load = new Load(sender, photos, await keysOf(system));
    const capacityPerS = await load.capacity(adminKey);
    const gatewayRss: number[] = [];
    const looking = new AbortController();
    const looks = lookAtMemory(pids.gateway, gatewayRss, looking.signal);
    const sentForS = await load.send(options, capacityPerS);
    looking.abort();
    await looks;
    return { options, capacityPerS, sentForS, sent: load.sent, broken: load.broken, gatewayRss };
  } finally {
    sender.close();
    await system.stop();
  }
}

class Load {
  readonly sent: Sent[] = [];
  readonly broken: string[] = [];
  private next = 0;

  constructor(
    private readonly sender: Sender,
    private readonly photos: Photo[],
    private readonly keys: Map<string, string>,
  ) {}

  /** @returns answers a second, while the system has as much to do as it can */
  async capacity(key: string): Promise<number> {
    const startedAtMs = performance.now();
    let answers = 0;
    const probe = async () => {
      while (performance.now() - startedAtMs < PROBE_MS) {
        const { status } = await this.sender.send(key, this.image(this.next++));
        if (status === 200) answers += 1;
        else if (status === 503) await sleep(PROBE_PAUSE_MS);
        else throw new Error(`A probe was answered ${status}`);
      }
    };
    await Promise.all(Array.from({ length: PROBES_AT_ONCE }, probe));
    return (answers * 1000) / (performance.now() - startedAtMs);
  }

  /** At a steady pace, whatever is answered. @returns for how long it was sent [s] */
  async send({ seconds, factor }: OverloadOptions, capacityPerS: number): Promise<number> {
    const modest = Object.entries(MODEST_SHARES).map(
      ([name, share]) => [name, share * capacityPerS] as const,
    );
    const rest = factor * capacityPerS - modest.reduce((sum, [, perS]) => sum + perS, 0);
    const startedAtMs = performance.now();
    const senders = [...modest, [GREEDY, rest] as const].map(async ([name, perS]) => {
      const answers: Promise<void>[] = [];
      const total = Math.round(perS * seconds);
      for (let n = 0; n < total; n++) {
        const waitMs = startedAtMs + (n / perS) * 1000 - performance.now();
        if (waitMs > 1) await sleep(waitMs);
        answers.push(this.ask(name));
      }
      return { answers, endedAtMs: performance.now() };
    });
    const ended = await Promise.all(senders);
    await Promise.all(ended.flatMap(({ answers }) => answers));
    return (Math.max(...ended.map(({ endedAtMs }) => endedAtMs)) - startedAtMs) / 1000;
  }

  private async ask(name: string): Promise<void> {
    const index = this.next++;
    try {
      const answer = await this.sender.send(this.keys.get(name)!, this.image(index));
      const { faces } = answer.body as Partial<RecognitionSucceeded>;
      const isRight = JSON.stringify(faces) === JSON.stringify(this.photoOf(index).faces);
      const body = answer.status === 200 ? undefined : answer.body; // thousands of them are kept
      this.sent.push({ ...answer, body, key: name, isRight });
    } catch (error) {
      this.broken.push(String(error));
    }
  }

  /** No two are the same file, so no cache helps. */
  private image(index: number): Buffer {
    return uniqueJpeg(this.photoOf(index).bytes, `request ${index}`);
  }

  private photoOf(index: number): Photo {
    return this.photos[index % this.photos.length]!;
  }
}

/** The demo people, each in one photograph, and what is found in it when nothing is wrong. */
async function photosOf(system: LocalSystem): Promise<Photo[]> {
  const api = await system.api();
  for (const face of DEMO_FACES) await api.enrol(face.person, await demoPortrait(face, 0));
  const photos: Photo[] = [];
  for (const face of DEMO_FACES) {
    const bytes = await demoPortrait(face, 1);
    const { faces } = await api.recognise(bytes);
    if (faces[0]?.person?.id !== face.person) throw new Error(`${face.person} is not recognised`);
    photos.push({ bytes, faces });
  }
  return photos;
}

async function keysOf(system: LocalSystem): Promise<Map<string, string>> {
  const api = await system.api();
  const names = [...Object.keys(MODEST_SHARES), GREEDY];
  const keys = await Promise.all(names.map((name) => newKey(api, { name, scopes: ['recognize'] })));
  return new Map(keys.map(({ name, secret }) => [name, secret]));
}

async function lookAtMemory(pid: number, rss: number[], until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    rss.push(await rssOf(pid));
    await sleep(LOOK_AT_MEMORY_EVERY_MS, undefined, { signal: until }).catch(() => undefined);
  }
}
