import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { envInt, envSwitch, loadConfig } from './config';

const Schema = z.object({
  PORT: envInt(0, 65_535).default(3000),
  KEY: z.string().min(10),
  ON: envSwitch.default(false),
});

describe('loadConfig', () => {
  it('names every wrong variable and prints no value', () => {
    let message = '';
    try {
      loadConfig(Schema, { PORT: '99999', KEY: 'geheim' });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/PORT/);
    expect(message).toMatch(/KEY/);
    expect(message).not.toMatch(/geheim|99999/);
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig(Schema, { PORT: '', KEY: '0123456789', ON: 'on' })).toEqual({
      PORT: 3000,
      KEY: '0123456789',
      ON: true,
    });
  });
});
