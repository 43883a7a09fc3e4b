import { largestName } from '../../support/api';
import { DEMO_FACES, demoPortrait } from '../../support/demo-faces';
import { eventually, type LocalSystem } from '../../support/system';
import { enrolled, PATIENCE_MS } from './world';
import type { RecognitionSucceeded } from '@facefleet/contracts';

const [ADA] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
/** What an app says when something happened that nobody foresaw. */
const BAD_NEWS = /unexpected error|ended unasked|unhandled|uncaught|heap out of memory|UnhandledPromise/i;

const STACK_LINES = 12;
const MOST_KINDS = 20;

/** What is wrong with the system after all that; empty where it is as it was. */
export async function aftermathOf(system: LocalSystem, pidsBefore: object): Promise<string[]> {
  const flaws: string[] = [];
  const { pids } = await system.local();
  if (JSON.stringify(pids) !== JSON.stringify(pidsBefore))
    flaws.push(`The processes are others: ${JSON.stringify(pids)} after ${JSON.stringify(pidsBefore)}`);
  flaws.push(...badNewsIn(system.log).map((text) => `The log says: ${text}`));
  const api = await system.api();
  await enrolled(api, 'afterwards', 'ada', await demoPortrait(ADA, 0));
  const probe = await demoPortrait(ADA, 1);
  const fields = { gallery: 'afterwards' };
  const recognise = () => api.upload('/v1/recognitions', probe, { fields });
  const { body } = await eventually(recognise, ({ status }) => status === 200, PATIENCE_MS);
  const name = largestName(body as RecognitionSucceeded);
  if (name !== 'ada') flaws.push(`A good request is answered with ${JSON.stringify(name)} in place of "ada"`);
  return flaws;
}

/** Each kind of it once, with how often, and the beginning of the stack that stands behind it. */
function badNewsIn(log: string): string[] {
  const lines = log.split('\n');
  const seen = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    if (!BAD_NEWS.test(line)) continue;
    const stack = lines.slice(at + 1, at + 1 + STACK_LINES).join('\n');
    seen.set(stack, (seen.get(stack) ?? 0) + 1);
  }
  return [...seen].slice(0, MOST_KINDS).map(([stack, times]) => `${times} times\n${stack}`);
}
