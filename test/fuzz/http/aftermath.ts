import { largestName } from '../../support/api';
import { DEMO_FACES, demoPortrait } from '../../support/demo-faces';
import { eventually, type LocalSystem } from '../../support/system';
import { enrolled, PATIENCE_MS } from './world';
import type { RecognitionSucceeded } from '@facefleet/contracts';

const [ADA] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
/** What an app says when something happened that nobody foresaw. */
const BAD_NEWS = /unexpected error|ended unasked|unhandled|uncaught|heap out of memory|UnhandledPromise/i;

/** What is wrong with the system after all that; empty where it is as it was. */
export async function aftermathOf(system: LocalSystem, pidsBefore: object): Promise<string[]> {
  const flaws: string[] = [];
  const { pids } = await system.local();
  if (JSON.stringify(pids) !== JSON.stringify(pidsBefore))
    flaws.push(`The processes are others: ${JSON.stringify(pids)} after ${JSON.stringify(pidsBefore)}`);
  const bad = system.log.split('\n').filter((line) => BAD_NEWS.test(line));
  flaws.push(...bad.slice(0, 20).map((line) => `The log says: ${line.slice(0, 2_000)}`));
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
