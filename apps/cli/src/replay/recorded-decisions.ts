import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { CliError } from '../failure';
import type { Recorded } from './replay';

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Decisions from a file as `facefleet fleet decisions --save` writes it, or as it lies in the store.
 * @returns in the order in which they were made
 */
export async function recordedDecisions(path: string): Promise<Recorded[]> {
  const bytes = await readFile(path);
  const text = (bytes.subarray(0, 2).equals(GZIP) ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : { line, number: index + 1 }));
  const records = lines.map(({ line, number }) => recordOf(line, `${path}, line ${number}`));
  if (records.length === 0) throw new CliError('no-decisions', `${path} has no decisions.`);
  return inOrder(records);
}

function recordOf(line: string, where: string): Recorded {
  let record: Partial<Recorded>;
  try {
    record = JSON.parse(line) as Partial<Recorded>;
  } catch {
    throw new CliError('decisions-unreadable', `${where} is no JSON.`);
  }
  const { scalerId, seq, at, observation, stateBefore = {}, policy, decision } = record;
  if (
    typeof scalerId !== 'string' ||
    typeof seq !== 'number' ||
    typeof at !== 'string' ||
    typeof observation?.nowMs !== 'number' ||
    ![stateBefore, policy, decision].every((part) => typeof part === 'object' && part !== null)
  ) {
    throw new CliError('decisions-unreadable', `${where} is no decision of a scaler.`);
  }
  return record as Recorded;
}

/** By scaler, in the order of their first decisions, and of each as it counted. */
function inOrder(records: Recorded[]): Recorded[] {
  const firstAt = new Map<string, string>();
  for (const { scalerId, at } of records) if (at < (firstAt.get(scalerId) ?? '~')) firstAt.set(scalerId, at);
  return records.sort((a, b) => {
    if (a.scalerId === b.scalerId) return a.seq - b.seq;
    return `${firstAt.get(a.scalerId)} ${a.scalerId}` < `${firstAt.get(b.scalerId)} ${b.scalerId}` ? -1 : 1;
  });
}
