import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newKey } from '../support/api-keys';
import { Api } from '../support/api';
import { launchChromium } from './support/chromium';
import { Visitor } from './support/visitor';

const { url, adminKey } = inject('local');
const REFUSED = /status of 40[13]/;

describe('whoever comes to the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('is let in with a key, which the tab keeps over a reload and forgets at the end', async () => {
    const visitor = await Visitor.open(browser, url);
    const { page } = visitor;
    await visitor.signIn(adminKey);
    await page.getByRole('heading', { level: 1, name: 'Recognise' }).waitFor();
    expect(await page.evaluate('[document.cookie, JSON.stringify(localStorage)]')).toEqual(['', '{}']);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Recognise' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await visitor.leave();
    const another = await Visitor.open(browser, url);
    await another.page.getByLabel('API key').waitFor();
    await another.leave();
  });

  it('is told what the API says of a wrong key, and is not let in', async () => {
    const visitor = await Visitor.open(browser, url);
    const { page } = visitor;
    await page.getByLabel('API key').fill('ff_nobody-made-this-one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('key-invalid').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await visitor.leave(REFUSED);
  });

  it('is asked again once the key is revoked, and told why', async () => {
    const admin = new Api(url, adminKey);
    const key = await newKey(admin, { scopes: ['recognize'] });
    const visitor = await Visitor.open(browser, url);
    const { page } = visitor;
    await visitor.signIn(key.secret);
    await page.getByLabel('Compared with gallery').waitFor();
    await admin.request('DELETE', `/v1/keys/${key.id}`);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByText('Your key was revoked or has expired').waitFor();
    await visitor.leave(REFUSED);
  });

  it('can do it all with the keyboard', async () => {
    const visitor = await Visitor.open(browser, url);
    const { page } = visitor;
    await page.getByLabel('API key').waitFor();
    await page.keyboard.type(adminKey); // it has the focus
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    await page.getByRole('link', { name: 'People' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    expect(await page.title()).toBe('People · Facefleet');
    await visitor.leave();
  });

  it('reads that there is no such page, and not what would be there', async () => {
    const visitor = await Visitor.open(browser, url);
    await visitor.signIn(adminKey);
    await visitor.goTo('nowhere');
    await visitor.page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    await visitor.leave();
  });
});
