import type { TestProject } from 'vitest/node' with { 'resolution-mode': 'import' };
import { LocalSystem } from '../../support/system';
import { chromiumPath } from './chromium';

declare module 'vitest' {
  interface ProvidedContext {
    url: string;
    adminKey: string;
  }
}

/** Starts the whole system once; each test has galleries of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  chromiumPath(); // now, not after the system has been started
  const system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
  const { url, adminKey } = await system.local();
  project.provide('url', url);
  project.provide('adminKey', adminKey);
  return async () => {
    await system.stop();
  };
}
