import type { Api } from '../../support/api';
import type { ApiDocument } from '../../support/operations';
import type { Progress } from '../../support/progress';
import { type LocalSystem, rssOf } from '../../support/system';
import { sendJson } from '../../support/api-keys';
import { converse } from './conversation';
import { type Probe, probeOf } from './probe';
import { shortest } from './shortest';
import { targetsOf } from './target';
import { Judge, type Verdict } from './verdict';
import { makeWorld } from './world';

/** Settings of the system that is fuzzed: what is never completed is to be given up soon. */
export const FUZZED_SYSTEM = {
  // V8 would rather grow than collect: in a small heap what grows is kept.
  NODE_OPTIONS: '--max-old-space-size=128',
  FACEFLEET_MIN_WORKERS: '1',
  FACEFLEET_MAX_WORKERS: '1',
  FACEFLEET_IDLE_S: '3600',
  FACEFLEET_MAX_WAIT_MS: '5000',
  FACEFLEET_ACCEPT_WITHIN_S: '86400', // it is the requests that are tested, not how many there are
  FACEFLEET_HEADERS_S: '2',
  FACEFLEET_JSON_UPLOAD_S: '2',
  FACEFLEET_IMAGE_UPLOAD_S: '2',
  FACEFLEET_ARCHIVE_UPLOAD_S: '2',
};

const AT_ONCE = 24;
/** Longer than any answer that is waited for: `POST /` of the course project has no shorter wait. */
const ANSWER_DEADLINE_MS = 120_000;
/** The fleet may have been paused, or its policy changed. */
const SET_RIGHT_EVERY = 250;
/** As often memory is looked at [requests]. */
const RSS_EVERY = 10;
/** So many of the failures are made shorter. */
const MOST_SHORTENED = 5;

const SENTINEL = Buffer.from('GET /health/live HTTP/1.1\r\nHost: sentinel\r\nConnection: close\r\n\r\n');

export interface Outcome extends Verdict {
  index: number;
  target: string;
  spoiling: string;
  tookMs: number;
  /** Of a flaw: the request, hex. */
  bytes?: string;
  /** The shortest that is answered in the same way. */
  shortest?: string;
}

export interface HttpFuzzRun {
  seed: number;
  outcomes: Outcome[];
  wallMs: number;
  /** Of the gateway, after each `RSS_EVERY`th request [bytes]. */
  rss: number[];
}

/** Requests of all kinds at a system that runs, some at a time. */
export async function runHttpFuzz(
  system: LocalSystem,
  { seed, indices }: { seed: number; indices: Iterable<number> },
  progress: Progress,
): Promise<HttpFuzzRun> {
  const { url: base, adminKey, pids } = await system.local();
  const [admin, url] = [await system.api(), new URL(base)];
  const { body } = await admin.request('GET', '/openapi.json');
  const targets = targetsOf(body as ApiDocument);
  const judge = new Judge(targets, statusesIn(body as ApiDocument));
  const world = await makeWorld(admin, adminKey);
  const all = [...indices];
  const outcomes: Outcome[] = [];
  const rss: number[] = [];
  const shortened = new Set<string>();

  const send = async (probe: Probe, bytes = probe.bytes): Promise<Verdict> => {
    const method = /^\w*/.exec(bytes.toString('latin1', 0, 20))?.[0] ?? '';
    const then = probe.spoiling.onlyOneAnswer ? SENTINEL : undefined;
    const conversation = await converse(url, bytes, { method, then, deadlineMs: ANSWER_DEADLINE_MS });
    return judge.of(conversation, probe.target, probe.spoiling, method);
  };
  const inquire = async (index: number): Promise<Outcome> => {
    const probe = probeOf(seed, index, targets, world);
    const startedMs = performance.now();
    const verdict = await send(probe);
    const tookMs = performance.now() - startedMs;
    const outcome = { index, target: probe.target.name, spoiling: probe.spoiling.name, ...verdict, tookMs };
    if (verdict.flaw === undefined) return outcome;
    const bytes = probe.bytes.toString('hex');
    if (shortened.has(verdict.end) || shortened.size >= MOST_SHORTENED || verdict.end === 'silence')
      return { ...outcome, bytes };
    shortened.add(verdict.end);
    const isSame = async (shorter: Buffer) => (await send(probe, shorter)).flaw === verdict.flaw;
    return { ...outcome, bytes, shortest: (await shortest(probe.bytes, isSame)).toString('hex') };
  };

  progress.begin(all.length);
  const startedMs = performance.now();
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) {
      outcomes.push(await inquire(all[at] as number));
      progress.at(outcomes.length);
      if (outcomes.length % RSS_EVERY === 0) rss.push(await rssOf(pids.gateway));
      if (outcomes.length % SET_RIGHT_EVERY === 0) await setRight(admin);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    progress.end();
  }
  await setRight(admin);
  return {
    seed,
    outcomes: outcomes.sort((a, b) => a.index - b.index),
    wallMs: performance.now() - startedMs,
    rss,
  };
}

async function setRight(admin: Api): Promise<void> {
  await sendJson(admin, 'POST', '/v1/fleet/resume', {});
  const asConfigured = { minWorkers: null, maxWorkers: null, deadlineS: null, idleS: null };
  await sendJson(admin, 'POST', '/v1/fleet/policy', asConfigured);
}

/** The status of each error code, by the examples of the document. */
function statusesIn({ paths }: ApiDocument): Map<string, number> {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return new Map(
    operations.flatMap(({ responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}).map((code): [string, number] => [
          code,
          Number(status),
        ]),
      ),
    ),
  );
}
