import { Logger } from '@nestjs/common';
import { beforeEach, expect, it } from 'vitest';
import { clientTokenOf, type LaunchIntent } from './launch-intent';
import { StoredLaunchIntents } from './stored-launch-intents';

const objects = new Map<string, string>();
const store = {
  get: (key: string) => Promise.resolve(objects.has(key) ? Buffer.from(objects.get(key)!) : undefined),
  put: (key: string, body: Uint8Array | string) => Promise.resolve(void objects.set(key, String(body))),
  list: (prefix: string) => Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix))),
  delete: (keys: string[]) => Promise.resolve(keys.forEach((key) => objects.delete(key))),
};
const intents = new StoredLaunchIntents(store, 'fleet/production/intents/');
const intent: LaunchIntent = {
  v: 1,
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  createdAtMs: 1,
  epoch: 2,
  path: 'cold',
  templateVersion: 3,
  attempt: 1,
  offerings: [{ purchase: 'spot', instanceType: 'c7i.large' }],
  askedAtMs: 4,
};

beforeEach(() => {
  Logger.overrideLogger(false);
  objects.clear();
});

it('gives back what was written, the newest of each, until it is removed', async () => {
  await intents.write(intent);
  await intents.write({ ...intent, instanceId: 'i-a' });
  expect(await intents.all()).toEqual([{ ...intent, instanceId: 'i-a' }]);
  await intents.remove([intent.id]);
  await intents.remove([]);
  expect(await intents.all()).toEqual([]);
});

it('leaves alone what it does not understand', async () => {
  objects.set('fleet/production/intents/x.json', '{"v":2}');
  objects.set('fleet/production/intents/y.json', 'not JSON');
  await intents.write(intent);
  expect(await intents.all()).toEqual([intent]);
  expect(objects.size).toBe(3);
});

it('a token is the same for a repeated call, and another for every other one', () => {
  expect(clientTokenOf({ ...intent, instanceId: 'i-a', askedAtMs: 99 })).toBe(clientTokenOf(intent));
  const others = [
    { ...intent, id: '01890a5d-ac96-774b-bcce-b302099a8058' },
    { ...intent, attempt: 2 },
    { ...intent, offerings: [{ purchase: 'on-demand' as const }] },
  ];
  const tokens = [intent, ...others].map(clientTokenOf);
  expect(new Set(tokens).size).toBe(4);
  for (const token of tokens) expect(token.length).toBeLessThanOrEqual(64);
});
