import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../support/api';
import type { ChaosSystem } from './chaos-system';
import type { Entry, Ledger } from './ledger';
import { ENROLMENT_GALLERY } from './work';

/** What was accepted and has no answer after so long is lost. */
const PATIENCE_MS = 240_000;
const LOOK_EVERY_MS = 250;
const READERS = 8;

export interface Verdict {
  accepted: number;
  /** Never answered. */
  lost: string[];
  /** Answered, but not with what is in the image. */
  wrong: string[];
  /** One request with two ids, one id with two answers, one person enrolled twice. */
  duplicates: string[];
}

/** Asks for every accepted request by all ways there are, and compares what comes with what had to come. */
export async function judge(system: ChaosSystem, ledger: Ledger): Promise<Verdict> {
  const verdict: Verdict = { accepted: 0, lost: [], wrong: [], duplicates: [] };
  const entries = ledger.all();
  verdict.accepted = entries.length;
  const until = performance.now() + PATIENCE_MS;
  await inParallel(entries, (entry) => judgeOne(system, entry, verdict, until));
  await judgeEnrolled(system.api(), entries, verdict);
  return verdict;
}

async function judgeOne(system: ChaosSystem, entry: Entry, verdict: Verdict, until: number): Promise<void> {
  const { index, work, ids, seen } = entry;
  if (ids.size > 1) verdict.duplicates.push(`${index}: ids ${[...ids].join(', ')}`);
  for (const id of ids) {
    const path = `/v1/${work.kind}/${id}`;
    const answer = await finished(system.api(), path, until);
    if (answer === undefined) {
      verdict.lost.push(`${index}: ${id}`);
      continue;
    }
    for (const api of [...system.gatewayApis(), ...system.gatewayApis()]) seen.add(await textOf(api, path));
    seen.add(await storedText(system, id));
    if (seen.size > 1) verdict.duplicates.push(`${index}: ${id} answered ${[...seen].join(' and ')}`);
    if (!isRight(entry, answer)) verdict.wrong.push(`${index}: ${id} ${JSON.stringify(answer)}`);
  }
}

interface Finished {
  status: string;
  faces?: unknown;
  personId?: string;
}

function isRight({ work }: Entry, answer: Finished): boolean {
  if (answer.status !== 'succeeded') return false;
  return work.kind === 'enrolments'
    ? answer.personId === work.personId
    : JSON.stringify(answer.faces) === JSON.stringify(work.faces);
}

/** @returns undefined where it is not there in time */
async function finished(api: Api, path: string, until: number): Promise<Finished | undefined> {
  for (;;) {
    const answer = await api.request('GET', path).catch(() => undefined);
    const body = answer?.body as Finished | undefined;
    if (answer?.status === 200 && body?.status !== 'pending') return body;
    if (performance.now() > until) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
}

const textOf = async (api: Api, path: string) => canonical((await api.request('GET', path)).body);

/** As the store has it, past all caches. */
async function storedText({ resources }: ChaosSystem, id: string): Promise<string> {
  const object = await fetch(`${resources.endpoint}/${resources.buckets.results}/${id}`);
  return canonical(await object.json());
}

/** The order of fields in JSON means nothing. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Everybody who was to be enrolled is there, each with one face, and nobody else. */
async function judgeEnrolled(api: Api, entries: Entry[], verdict: Verdict): Promise<void> {
  const wanted = new Set(entries.flatMap(({ work }) => work.personId ?? []));
  const enrolled = await peopleIn(api);
  for (const personId of wanted) {
    const faces = enrolled.get(personId);
    if (faces === undefined) verdict.lost.push(`${personId} is not in the gallery`);
    else if (faces !== 1) verdict.duplicates.push(`${personId} has ${faces} faces`);
  }
  for (const personId of enrolled.keys())
    if (!wanted.has(personId)) verdict.wrong.push(`${personId} was enrolled, by nobody who was told so`);
}

async function peopleIn(api: Api): Promise<Map<string, number>> {
  const people = new Map<string, number>();
  let cursor = '';
  for (;;) {
    const { body } = await api.request('GET', `/v1/galleries/${ENROLMENT_GALLERY}/people?limit=100${cursor}`);
    const page = body as { people: { id: string; faces: number }[]; nextCursor: string | null };
    for (const { id, faces } of page.people) people.set(id, faces);
    if (!page.nextCursor) return people;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const reader = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: READERS }, reader));
}
