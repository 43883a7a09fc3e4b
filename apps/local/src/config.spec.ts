import { resolve } from 'node:path';
import { ConfigError } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { localConfig } from './config';

describe('the settings of npm start', () => {
  it('need not be given', () => {
    expect(localConfig({}, 2)).toMatchObject({
      port: 3000,
      home: resolve('.facefleet'),
      models: { mode: 'auto', from: undefined },
      redis: { mode: 'auto', url: undefined },
    });
  });

  it.each([
    { cores: 1, max: undefined, workers: 2, slots: 1 },
    { cores: 2, max: undefined, workers: 2, slots: 1 },
    { cores: 9, max: undefined, workers: 4, slots: 2 },
    { cores: 16, max: '2', workers: 2, slots: 8 },
    { cores: 2, max: '8', workers: 8, slots: 1 },
  ])('fill $cores cores with $workers workers of $slots slots when at most $max are asked for', (given) => {
    const config = localConfig({ FACEFLEET_MAX_WORKERS: given.max }, given.cores);
    expect(config).toMatchObject({ maxWorkers: given.workers, slots: given.slots });
  });

  it('take a folder of models from here, and a URL as it is', () => {
    const from = (place: string) => localConfig({ FACEFLEET_MODELS_FROM: place }, 2).models.from;
    expect(from('../shared/models')).toBe(resolve('../shared/models'));
    expect(from('https://example.org/models')).toBe('https://example.org/models');
  });

  it('name every wrong variable and print no value', () => {
    const wrong = {
      FACEFLEET_PORT: '70000',
      FACEFLEET_REDIS: 'secret-1',
      REDIS_URL: 'http://user:secret-3@host',
      FACEFLEET_LOG_LEVEL: 'loud',
    };
    const attempt = () => localConfig(wrong, 2);
    expect(attempt).toThrow(ConfigError);
    for (const name of Object.keys(wrong)) expect(attempt).toThrow(name);
    expect(attempt).not.toThrow(/secret/);
  });
});
