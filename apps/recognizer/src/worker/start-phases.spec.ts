import { expect, it } from 'vitest';
import { StartPhases } from './start-phases';

it('accounts for the whole time since the process began', () => {
  const phases = new StartPhases();
  phases.ended('modules');
  const before = performance.now();
  while (performance.now() < before + 20);
  phases.ended('app');
  const { modulesMs, appMs, startMs } = phases.report as Record<'modulesMs' | 'appMs' | 'startMs', number>;
  expect(appMs).toBeGreaterThanOrEqual(19);
  expect(modulesMs).toBeGreaterThan(0);
  expect(Math.abs(modulesMs + appMs - startMs)).toBeLessThanOrEqual(1); // each is rounded
  expect(startMs).toBeLessThanOrEqual(performance.now() + 1);
});
