import type { components } from '@facefleet/client';
import type { RecognitionSucceeded } from '@facefleet/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Api, largestName } from '../support/api';
import { newKey } from '../support/api-keys';
import { DEMO_FACES, type DemoFace, demoPortrait } from '../support/demo-faces';
import { uniqueJpeg } from '../support/photos';
import { Queues } from '../support/queues';
import { eventually } from '../support/system';
import { launchChromium } from './support/chromium';
import { Visitor } from './support/visitor';

const local = inject('local');
const { url, adminKey } = local;
const PATIENCE_MS = 120_000;
const [ada] = DEMO_FACES as [DemoFace];
const GALLERY = 'letters';

describe('the page System', () => {
  const admin = new Api(url, adminKey);
  const queues = new Queues(local);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    queues.close();
    await browser.close();
  });

  async function open(key = adminKey): Promise<Visitor> {
    const visitor = await Visitor.open(browser, url);
    await visitor.signIn(key);
    await visitor.goTo('system');
    return visitor;
  }

  /** Where there is no worker, and the scaler starts none: the test has the queue for itself. */
  const withoutWorkers = async () => {
    const fleet = async () =>
      (await admin.request('GET', '/v1/fleet')).body as components['schemas']['Fleet'];
    await eventually(fleet, ({ workers }) => workers?.length === 0, PATIENCE_MS);
    process.kill(local.pids.scaler, 'SIGSTOP');
  };
  const withWorkers = () => process.kill(local.pids.scaler, 'SIGCONT');

  /** A photograph that was asked about, and that nobody could be found for. */
  async function makeDeadLetter(photo: Buffer): Promise<void> {
    const options = { fields: { gallery: GALLERY }, headers: { Prefer: 'respond-async' } };
    const answer = await admin.upload('/v1/recognitions', photo, options);
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    await queues.move(local.queueUrl, local.deadLetterQueueUrl, PATIENCE_MS);
  }

  it('shows how each part is, and the models with licence and accuracy', async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.locator('.health li', { hasText: 'Queue' }).getByText('up').waitFor();
    const model = page.locator('.model', { hasText: 'of new galleries' });
    await model.getByText('MIT').first().waitFor();
    await model
      .getByText(/\d % of LFW/)
      .first()
      .waitFor();
    await visitor.leave();
  });

  it('makes a key, shows its secret once, and revokes it', async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('front door');
    await page.getByRole('dialog').getByRole('button', { name: 'Make the key' }).click();
    const secret = await page.locator('.secret code').textContent();
    const made = new Api(url, secret!);
    expect((await made.request('GET', '/v1/keys/self')).body).toMatchObject({
      name: 'front door',
      scopes: ['recognize'],
    });
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Revoke front door' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('front door', { exact: true }).waitFor({ state: 'detached' });
    await eventually(
      () => made.request('GET', '/v1/keys/self'),
      ({ status }) => status === 401,
      PATIENCE_MS,
    );
    await visitor.leave();
  });

  it(
    'redrives a dead letter, whose request is answered then, and deletes it',
    async () => {
      await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada Lovelace', GALLERY);
      const portrait = await demoPortrait(ada, 1);
      await withoutWorkers();
      try {
        await makeDeadLetter(uniqueJpeg(portrait, 'to be redriven'));
        const visitor = await open();
        const { page } = visitor;
        const letters = page.getByRole('region', { name: 'Dead letters' }).locator('.rows > li');
        await eventually(
          async () => {
            await page.reload();
            await page.getByRole('heading', { name: 'Dead letters' }).waitFor();
            await page
              .getByText(/No dead letters|^Sent /)
              .first()
              .waitFor();
            return letters.count();
          },
          (count) => count === 1,
          PATIENCE_MS,
        );
        await letters.getByRole('button', { name: 'Redrive' }).click();
        await letters.getByText('redriven').waitFor();
        const { deadLetters } = (await admin.request('GET', '/v1/dead-letters')).body as {
          deadLetters: { redrivenAs: { location: string }[] }[];
        };
        withWorkers();
        const answer = await eventually(
          async () =>
            (await admin.request('GET', deadLetters[0]!.redrivenAs[0]!.location))
              .body as RecognitionSucceeded,
          ({ status }) => status === 'succeeded',
          PATIENCE_MS,
        );
        expect(largestName(answer)).toBe('Ada Lovelace');
        await letters.getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await page.getByText('No dead letters').waitFor();
        await visitor.leave();
      } finally {
        withWorkers();
      }
    },
    4 * PATIENCE_MS,
  );

  it('finds in the audit log who did what to whom', async () => {
    await admin.enrol('looked-for', await demoPortrait(ada, 0), 'Ada', 'audited');
    const visitor = await open();
    const { page } = visitor;
    await page.getByLabel('Person id').fill('looked-for');
    await page.getByRole('button', { name: 'Filter' }).click();
    const rows = page.locator('.audit tbody tr');
    await eventually(
      async () => {
        await page.getByRole('button', { name: 'Filter' }).click();
        return (await rows.allTextContents()).filter((row) => row.includes('looked-for')).length;
      },
      (count) => count >= 2,
      PATIENCE_MS,
    );
    expect((await rows.allTextContents()).every((row) => row.includes('looked-for'))).toBe(true);
    await visitor.leave();
  });

  it('shows a key that may only recognise how each part is, and nothing of keys, letters and audit', async () => {
    const { secret } = await newKey(admin, { scopes: ['recognize'] });
    const visitor = await open(secret);
    const { page } = visitor;
    await page.locator('.health li').first().waitFor();
    await page.getByText('This needs a key with the scope “admin”').waitFor();
    for (const name of ['API keys', 'Dead letters', 'Audit log'])
      expect(await page.getByRole('heading', { name, exact: true }).count()).toBe(0);
    await visitor.leave();
  });
});
