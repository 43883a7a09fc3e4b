import type { components } from '@facefleet/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Api } from '../support/api';
import { newKey, sendJson } from '../support/api-keys';
import { eventually } from '../support/system';
import { launchChromium } from './support/chromium';
import { Visitor } from './support/visitor';

const { url, adminKey } = inject('local');
type Schemas = components['schemas'];

const PATIENCE_MS = 240_000;

describe('the page Fleet', () => {
  const admin = new Api(url, adminKey);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await sendJson(admin, 'POST', '/v1/fleet/resume', {});
    await sendJson(admin, 'POST', '/v1/fleet/policy', { maxWorkers: null, deadlineS: null });
  });

  const fleet = async () => (await admin.request('GET', '/v1/fleet')).body as Schemas['Fleet'];

  async function open(key = adminKey): Promise<Visitor> {
    const visitor = await Visitor.open(browser, url);
    await visitor.signIn(key);
    await visitor.goTo('fleet');
    await visitor.page.locator('.fleet-figure').first().waitFor();
    return visitor;
  }

  /** The large number under a name. */
  async function figure(page: Page, name: string): Promise<number> {
    const text = await page
      .locator('.fleet-figure', { hasText: name })
      .locator('.figure-value')
      .textContent();
    return Number.parseFloat(text ?? '');
  }
  const figureBecomes = (page: Page, name: string, isThere: (value: number) => boolean) =>
    eventually(() => figure(page, name), isThere, PATIENCE_MS);

  it(
    'shows a burst that is sent from it, and the fleet that grows, answers and goes',
    async () => {
      const visitor = await open();
      const { page } = visitor;
      await figureBecomes(page, 'Workers ready', (ready) => ready === 0);
      await page.getByRole('button', { name: 'Send 200 pictures' }).click();
      await figureBecomes(page, 'Backlog', (backlog) => backlog > 0);
      await figureBecomes(page, 'Workers ready', (ready) => ready > 0);
      await page.getByText('200 sent, 200 answered.').waitFor({ timeout: PATIENCE_MS });
      await figureBecomes(page, 'Backlog', (backlog) => backlog === 0);
      await figureBecomes(page, 'Workers ready', (ready) => ready === 0);
      const decisions = page.locator('.decision');
      for (const name of [/^launch [1-9]/, /^drain [1-9]/])
        await decisions.locator('.tag', { hasText: name }).first().waitFor({ timeout: PATIENCE_MS });
      await decisions.first().locator('summary').click();
      await decisions.first().getByText('promised', { exact: true }).waitFor();
      await visitor.leave();
    },
    3 * PATIENCE_MS,
  );

  it('stops a burst, of which nothing more is sent', async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.getByRole('button', { name: 'Send 200 pictures' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    const text = await page.getByText('Stopped;').textContent();
    expect(Number(/(\d+) sent/.exec(text ?? '')?.[1])).toBeLessThan(200);
    await page.getByRole('button', { name: 'Send 200 pictures' }).waitFor();
    await visitor.leave();
  });

  it('pauses the scaler with a reason, for everybody to see, and lets it go on', async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.getByLabel('Reason').fill('moving house');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: 'The scaler is paused' }).waitFor();
    await page.getByText('moving house', { exact: true }).waitFor();
    await page.getByRole('status').getByText('Paused').waitFor();
    expect((await fleet()).paused).toMatchObject({ reason: 'moving house' });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('heading', { name: 'Pause the scaler' }).waitFor();
    expect((await fleet()).paused).toBeNull();
    await visitor.leave();
  });

  it('sets limits, takes them back where a field is emptied, and shows why one is refused', async () => {
    const visitor = await open();
    const { page } = visitor;
    const { body } = await admin.request('GET', '/v1/fleet/policy');
    const configured = (body as Schemas['FleetPolicyView']).configured!;
    const set = async (label: string, value: string) => {
      await page.getByLabel(label).fill(value);
      await page.getByRole('button', { name: 'Set limits' }).click();
    };
    const inForce = (deadlineS: number) =>
      eventually(fleet, ({ policy }) => policy?.deadlineS === deadlineS, PATIENCE_MS);
    await set('Promised time [s]', '7');
    await page.getByText('The scaler follows within seconds').waitFor();
    await inForce(7);
    await page.getByText('of the promised 7 s').waitFor();
    await set('Promised time [s]', '');
    await inForce(configured.deadlineS);
    await set('Workers at least', String(configured.maxWorkers + 1));
    await page.getByRole('alert').waitFor();
    await visitor.leave(/status of 4(00|22)/);
  });

  it('shows a key that may only recognise everything, and lets it steer nothing', async () => {
    const { secret } = await newKey(admin, { scopes: ['recognize'] });
    const visitor = await open(secret);
    const { page } = visitor;
    await page.getByText('This needs a key with the scope “admin”').waitFor();
    await page.locator('.decision').first().waitFor();
    for (const name of ['Pause', 'Set limits'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await visitor.leave();
  });
});
