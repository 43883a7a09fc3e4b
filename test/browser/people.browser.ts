import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Api, largestName } from '../support/api';
import { newKey } from '../support/api-keys';
import { zipOf } from '../support/archives';
import { DEMO_FACES, type DemoFace, demoPortrait } from '../support/demo-faces';
import { launchChromium } from './support/chromium';
import { dropOn, jpeg } from './support/drop';
import { Visitor } from './support/visitor';

const { url, adminKey } = inject('local');
const [ada, grace, emmy] = DEMO_FACES as [DemoFace, DemoFace, DemoFace];

describe('the page People', () => {
  const admin = new Api(url, adminKey);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function open(place: string, key = adminKey): Promise<Visitor> {
    const visitor = await Visitor.open(browser, url);
    await visitor.signIn(key);
    await visitor.goTo(place);
    return visitor;
  }

  it('enrols somebody whose photographs are dropped on it, with a reason for each that is no use', async () => {
    const visitor = await open('people/dropped');
    const { page } = visitor;
    await page.getByText('Nobody here yet').waitFor();
    await page.getByRole('button', { name: 'Enrol somebody' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Enrol somebody' });
    await dialog.getByLabel('Who is it?').fill('Ada Lovelace');
    await dropOn(dialog.locator('.drop-zone'), [
      jpeg('one.jpg', await demoPortrait(ada, 0)),
      jpeg('two.jpg', await demoPortrait(ada, 1)),
      jpeg('none.jpg', Buffer.from('no image')),
    ]);
    await dialog.getByRole('button', { name: 'Enrol 3 photographs' }).click();
    await dialog.locator('.enrol-failed', { hasText: 'none.jpg' }).waitFor();
    await dialog.locator('.enrol-done').nth(1).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /Ada Lovelace/ }).click();
    await page.getByRole('img', { name: 'A photograph of Ada Lovelace' }).nth(1).waitFor();
    expect(largestName(await admin.recognise(await demoPortrait(ada, 3), 'dropped'))).toBe('Ada Lovelace');
    await visitor.leave(/status of 4(15|04)/);
  });

  it('finds, renames, moves, merges and removes', async () => {
    const gallery = 'changed';
    await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada', gallery);
    await admin.enrol('ada', await demoPortrait(grace, 0), 'Ada', gallery);
    await admin.enrol('grace', await demoPortrait(grace, 1), 'Grace Hopper', gallery);
    await admin.enrol('emmy', await demoPortrait(emmy, 0), 'Emmy Noether', gallery);
    const visitor = await open(`people/${gallery}`);
    const { page } = visitor;
    const dialog = page.getByRole('dialog');
    await page.getByLabel('Search by name').fill('hop');
    await page.getByRole('link', { name: /Emmy Noether/ }).waitFor({ state: 'detached' });
    await page.getByLabel('Search by name').fill('');
    await page.getByRole('link', { name: /Ada/ }).click();

    await page.getByRole('button', { name: 'Rename' }).click();
    await dialog.getByLabel('Name').fill('Ada Lovelace');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ada Lovelace' }).waitFor();

    await page.getByRole('button', { name: 'Move' }).nth(1).click();
    await dialog.getByLabel('Whose face is it?').fill('Grace Hopper');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page.getByRole('heading', { level: 2, name: '1 face' }).waitFor();

    await page.getByRole('button', { name: 'Merge' }).click();
    await dialog.getByLabel('Who is the same person?').fill('Emmy Noether');
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await page.getByRole('heading', { level: 2, name: '2 faces' }).waitFor();

    await page.getByRole('button', { name: 'Remove' }).first().click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace is removed' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('heading', { level: 1, name: gallery }).waitFor();
    await page.getByRole('link', { name: /Grace Hopper/ }).waitFor();
    expect(await page.locator('.person-row').count()).toBe(1);
    await visitor.leave();
  });

  it('imports an archive, with progress and the reason of each image that failed', async () => {
    const gallery = 'imported';
    await admin.enrol('grace', await demoPortrait(grace, 0), 'Grace', gallery);
    const archive = await zipOf([
      { path: 'ada/1.jpg', bytes: await demoPortrait(ada, 0) },
      { path: 'ada/2.jpg', bytes: await demoPortrait(ada, 1) },
      { path: 'nobody/x.jpg', bytes: Buffer.from('no image') },
    ]);
    const visitor = await open(`people/${gallery}`);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Import' }).click();
    const dialog = page.getByRole('dialog');
    await dropOn(dialog.locator('.drop-zone'), [
      { name: 'people.zip', type: 'application/zip', bytes: archive },
    ]);
    await dialog.getByRole('button', { name: 'Import' }).click();
    await page.getByText('Finished').first().waitFor();
    await page.getByRole('row', { name: /nobody\/x\.jpg.*image-type-unsupported/ }).waitFor();
    await page.getByRole('row', { name: /ada\/2\.jpg.*Enrolled/ }).waitFor();
    await page.getByRole('link', { name: gallery }).click();
    await page.getByRole('link', { name: /ada.*2 faces/ }).waitFor();
    await visitor.leave();
  });

  it('hands out a gallery as a file', async () => {
    const gallery = 'exported';
    await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada', gallery);
    const visitor = await open(`people/${gallery}`);
    const downloading = visitor.page.waitForEvent('download');
    await visitor.page.getByRole('button', { name: 'Export' }).click();
    expect((await downloading).suggestedFilename()).toBe('exported.tar');
    await visitor.leave();
  });

  it('deletes a gallery only for whoever has written its name', async () => {
    const gallery = 'deleted';
    await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada', gallery);
    const visitor = await open(`people/${gallery}`);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Delete this gallery' }).click();
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel('Write “deleted” to go on').fill(gallery);
    await confirm.click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    expect((await admin.request('GET', `/v1/galleries/${gallery}`)).status).toBe(404);
    await visitor.leave();
  });

  it('shows a key that may only recognise who is there, and offers it nothing else', async () => {
    const gallery = 'seen';
    await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada', gallery);
    const { secret } = await newKey(admin, { scopes: ['recognize'] });
    const visitor = await open(`people/${gallery}`, secret);
    const { page } = visitor;
    await page.getByRole('link', { name: /Ada/ }).waitFor();
    const offered = () => page.locator('main').getByRole('button').allTextContents();
    expect(await offered()).toEqual([]);
    await page.getByRole('link', { name: /Ada/ }).click();
    await page.getByRole('heading', { level: 2, name: '1 face' }).waitFor();
    expect(await offered()).toEqual([]);
    expect(await page.locator('.photograph').count()).toBe(0);
    await visitor.goTo(`people/${gallery}/import/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11`);
    await page.getByText('This needs a key with the scope “enrol”').waitFor();
    await visitor.leave(/status of 403/);
  });
});
