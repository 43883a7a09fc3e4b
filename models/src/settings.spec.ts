import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings';

describe('readSettings', () => {
  it('installs in mode auto into the home folder unless told', () => {
    expect(readSettings([], {})).toEqual({
      action: 'install',
      mode: 'auto',
      from: undefined,
      modelsDir: join('.facefleet', 'models'),
    });
  });

  it('reads the environment, in which an empty variable counts as absent', () => {
    const env = { FACEFLEET_HOME: 'state', FACEFLEET_MODELS: 'recommended', FACEFLEET_MODELS_FROM: '' };
    expect(readSettings([], env)).toMatchObject({
      mode: 'recommended',
      from: undefined,
      modelsDir: join('state', 'models'),
    });
  });

  it('lets options win over the environment', () => {
    const env = { FACEFLEET_HOME: 'state', FACEFLEET_MODELS: 'auto', FACEFLEET_MODELS_FROM: 'http://a/' };
    const args = ['--json', '--mode', 'builtin', '--from', 'folder', '--dir', 'elsewhere'];
    expect(readSettings(args, env)).toEqual({
      action: 'install-json',
      mode: 'builtin',
      from: 'folder',
      modelsDir: 'elsewhere',
    });
  });

  it.each([
    [['--list'], 'list'],
    [['--help'], 'help'],
  ])('takes %j as a wish to %s', (args, action) => {
    expect(readSettings(args, {}).action).toBe(action);
  });

  it.each<[string[], NodeJS.ProcessEnv, string]>([
    [['--lits'], {}, '--lits'],
    [['extra'], {}, 'extra'],
    [['--list', '--json'], {}, 'give one of them'],
    [['--from', 'http://'], {}, 'neither a folder nor a URL'],
  ])('refuses %j with the environment %j', (args, env, message) => {
    expect(() => readSettings(args, env)).toThrow(message);
  });
});
