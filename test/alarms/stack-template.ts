import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../support/system';
import { type Alarm, alarmsOf } from './alarm';

/** The alarms of the stack as `npm run infra:synth` writes it. @param settings as in a settings file */
export async function synthesisedAlarms(settings: object): Promise<Map<string, Alarm>> {
  const folder = await mkdtemp(join(tmpdir(), 'facefleet-alarms-'));
  try {
    const file = join(folder, 'settings.json');
    await writeFile(file, JSON.stringify(settings));
    const env = { ...process.env, FACEFLEET_STACK_SETTINGS: file };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/main.ts'], { cwd: PROJECT, env });
    const template = await readFile(join(PROJECT, 'cdk.out/facefleet.template.json'), 'utf8');
    const alarms = alarmsOf(JSON.parse(template) as Parameters<typeof alarmsOf>[0]);
    return new Map(alarms.map((alarm) => [alarm.name.replace(/^facefleet-/, ''), alarm]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
