import { manifest } from '@facefleet/models';
import { describe, expect, it } from 'vitest';
import { gatewayConfig } from '../../apps/gateway/src/config';
import { recognizerConfig } from '../../apps/recognizer/src/config';
import { scalerConfig } from '../../apps/scaler/src/config';
import { APPS } from './code/app-program';
import { environmentOf } from './containers';
import { knownVariables } from './known-variables';
import { synthesised } from './synthesised';

const CONFIGS = { gateway: gatewayConfig, recognizer: recognizerConfig, scaler: scalerConfig };
/** Read by Node itself. */
const OF_THE_PLATFORM = ['TMPDIR'];

describe.each([
  ['as it comes', {}],
  [
    'with everything',
    {
      architecture: 'x86_64',
      auditLockDays: 30,
      retention: '30d',
      clients: { corsOrigins: ['https://desk.example.com'] },
      fleet: { spendCapS: 36_000, warmPool: 2 },
      workers: { temporary: 'disk', temporaryMb: 8_000 },
    },
  ],
])('the environment of the apps, %s', (_, given) => {
  const { stack } = synthesised(given);

  it.each(APPS)('is one that the %s starts with', (app) => {
    expect(() => CONFIGS[app](environmentOf(stack, app))).not.toThrow();
  });

  it.each(APPS)('has nothing that the %s does not know', (app) => {
    const known = knownVariables(app);
    expect(known.size).toBeGreaterThan(10);
    const unknown = Object.keys(environmentOf(stack, app)).filter((name) => !known.has(name));
    expect(unknown).toEqual(app === 'recognizer' ? OF_THE_PLATFORM : []);
  });

  it('has the same queues, buckets, model and slots for all', () => {
    const gateway = environmentOf(stack, 'gateway');
    const recognizer = environmentOf(stack, 'recognizer');
    const scaler = environmentOf(stack, 'scaler');
    for (const name of ['FACEFLEET_QUEUE_URL', 'FACEFLEET_BULK_QUEUE_URL', 'FACEFLEET_RESULTS_BUCKET'])
      expect([recognizer[name], scaler[name]]).toEqual([gateway[name], gateway[name]]);
    expect(recognizer.FACEFLEET_MODEL).toBe(gateway.FACEFLEET_MODEL);
    expect(recognizer.FACEFLEET_RETENTION).toBe(gateway.FACEFLEET_RETENTION);
    expect(recognizer.FACEFLEET_SLOTS).toBe(scaler.FACEFLEET_SLOTS);
  });
});

describe('the environment', () => {
  const { stack } = synthesised();

  it('names a model that is in the manifest', () => {
    const { FACEFLEET_MODEL } = environmentOf(stack, 'recognizer');
    expect(Object.keys(manifest.models)).toContain(FACEFLEET_MODEL);
  });

  it('has the scaler buy on EC2, spot first, in both private subnets, from a numbered version', () => {
    const { fleet } = scalerConfig(environmentOf(stack, 'scaler'));
    expect(fleet).toMatchObject({ kind: 'ec2', tag: 'facefleet', launchTemplateVersion: 7 });
    const { offerings } = fleet as Extract<typeof fleet, { kind: 'ec2' }>;
    expect(offerings[0]).toMatchObject({ purchase: 'spot', instanceType: 'c7g.large' });
    expect(new Set(offerings.map(({ subnetId }) => subnetId)).size).toBe(2);
  });

  it('takes no archive that a recognizer has no room to unpack', () => {
    const { FACEFLEET_MAX_IMPORT_BYTES } = gatewayConfig(environmentOf(stack, 'gateway'));
    expect(FACEFLEET_MAX_IMPORT_BYTES).toBe(768_000_000);
  });
});
