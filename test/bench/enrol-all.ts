import type { Api } from '../support/api';
import { LocalSystem } from '../support/system';
import type { PhotoSet } from './photo-set';

/** In a system of its own, which ends: the measured one starts without workers and knows the people from its store. */
export async function enrolAll(home: string, { enrol }: Pick<PhotoSet, 'enrol'>): Promise<void> {
  const system = await LocalSystem.start({ FACEFLEET_HOME: home });
  try {
    const api = await system.api();
    for (const { person, bytes } of enrol) await enrolOne(api, person, bytes);
  } finally {
    await system.stop();
  }
}

async function enrolOne(api: Api, person: string, bytes: Buffer): Promise<void> {
  try {
    await api.enrol(person, bytes);
  } catch (error) {
    console.error(`Not enrolled: ${String(error)}`);
  }
}
