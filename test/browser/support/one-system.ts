import type { TestProject } from 'vitest/node' with { 'resolution-mode': 'import' };
import { type LocalFile, LocalSystem } from '../../support/system';
import { chromiumPath } from './chromium';

declare module 'vitest' {
  interface ProvidedContext {
    local: LocalFile;
  }
}

/** Starts the whole system once; each test has galleries of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  chromiumPath(); // now, not after the system has been started
  const system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
  project.provide('local', await system.local());
  return async () => {
    await system.stop();
  };
}
