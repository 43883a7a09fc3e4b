import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Api } from '../support/api';
import { newKey } from '../support/api-keys';
import { DEMO_FACES, demoPhoto, demoPortrait } from '../support/demo-faces';
import { launchChromium } from './support/chromium';
import { dropOn, jpeg } from './support/drop';
import { Visitor } from './support/visitor';

const { url, adminKey } = inject('local');
const GALLERY = 'friends';
/** Of a picture that is some 600 px wide. */
const PIXEL = 1;

describe('the page Recognise', () => {
  const admin = new Api(url, adminKey);
  let browser: Browser;
  let photo: Buffer;
  /** Two of the four in the photograph. */
  const enrolled = [
    { name: 'Ada Lovelace', face: DEMO_FACES.find(({ person }) => person === 'six-first')! },
    { name: 'Grace Hopper', face: DEMO_FACES.find(({ person }) => person === 'six-fourth')! },
  ];

  beforeAll(async () => {
    browser = await launchChromium();
    photo = await readFile(demoPhoto(6));
    for (const { face, name } of enrolled)
      await admin.enrol(face.person, await demoPortrait(face, 2), name, GALLERY);
  });
  afterAll(() => browser.close());

  async function open(key = adminKey): Promise<Visitor> {
    const visitor = await Visitor.open(browser, url);
    await visitor.signIn(key);
    await visitor.page.getByLabel('Compared with gallery').selectOption(GALLERY);
    return visitor;
  }
  const drop = (page: Page, ...files: Buffer[]) =>
    dropOn(
      page.locator('.drop-zone'),
      files.map((bytes, index) => jpeg(`party-${index + 1}.jpg`, bytes)),
    );
  const boxNamed = (page: Page, name: string) =>
    page.locator('.face-box', { has: page.getByText(name, { exact: true }) });

  it('shows the right name in the right place', async () => {
    const visitor = await open();
    const { page } = visitor;
    await drop(page, photo);
    await boxNamed(page, 'Ada Lovelace').waitFor();
    const { faces, image } = await admin.recognise(photo, GALLERY);
    const picture = (await page.locator('.shot-picture').boundingBox())!;
    const scale = picture.width / image.width;
    expect(faces).toHaveLength(4);
    for (const [index, { box, person, candidate }] of faces.entries()) {
      const shown = page.locator(`[data-face="${index}"]`);
      const place = (await shown.boundingBox())!;
      for (const [actual, expected] of [
        [place.x, picture.x + box.x * scale],
        [place.y, picture.y + box.y * scale],
        [place.width, box.width * scale],
        [place.height, box.height * scale],
      ] as const)
        expect(Math.abs(actual - expected)).toBeLessThan(PIXEL);
      const name = person?.name ?? (candidate ? `${candidate.name}?` : 'Unknown');
      expect(await shown.locator('.face-name').textContent()).toBe(name);
    }
    // And where they are in the photograph, whatever the API says.
    for (const { face, name } of enrolled) {
      const place = (await boxNamed(page, name).boundingBox())!;
      const [x, y] = [place.x + place.width / 2 - picture.x, place.y + place.height / 2 - picture.y];
      expect(Math.abs(x / scale - (face.x + face.width / 2))).toBeLessThan(face.width / 4);
      expect(Math.abs(y / scale - (face.y + face.height / 2))).toBeLessThan(face.height / 4);
    }
    await page.getByText('Embed').waitFor();
    await visitor.leave();
  });

  it('shows what another rate would change, and asks nobody for it', async () => {
    const visitor = await open();
    const { page } = visitor;
    await drop(page, photo);
    await boxNamed(page, 'Ada Lovelace').waitFor();
    const unknown = page.locator('.face-box.face-unknown');
    const before = await unknown.count();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('End');
    // One in ten: somebody who is unknown by one in a thousand is possible, or taken for somebody.
    await page.locator('.rate-changes .tag').first().waitFor();
    expect(await unknown.count()).toBeLessThan(before);
    await page.getByRole('button', { name: 'Back to 1 in 1,000' }).click();
    expect(await unknown.count()).toBe(before);
    expect(asked).toEqual([]);
    await visitor.leave();
  });

  it('enrols a face in place, and knows it from then on', async () => {
    const gallery = 'in-place';
    await admin.enrol(
      'somebody',
      await demoPortrait(
        DEMO_FACES.find(({ photo }) => photo === 3)!,
        0,
      ),
      'Somebody',
      gallery,
    );
    const visitor = await Visitor.open(browser, url);
    const { page } = visitor;
    await visitor.signIn(adminKey);
    await page.getByLabel('Compared with gallery').selectOption(gallery);
    await drop(page, photo);
    await page.locator('.face-card').first().waitFor();
    await page.getByRole('button', { name: 'Enrol this face as' }).first().click();
    await page.getByLabel('This is').fill('Emmy Noether');
    await page.getByText('New in the gallery, with the id emmy-noether.').waitFor();
    await page.getByRole('button', { name: 'Enrol', exact: true }).click();
    await boxNamed(page, 'Emmy Noether').waitFor();
    expect(await page.locator('.face-box.face-match').count()).toBe(1);
    await visitor.leave();
  });

  it('works through several photographs, and one that is none does no harm', async () => {
    const visitor = await open();
    const { page } = visitor;
    await drop(page, photo, await readFile(demoPhoto(3)), Buffer.from('no image'));
    await page.getByText('3 of 3 done, 1 failed').first().waitFor();
    await page.getByRole('button', { name: /party-3\.jpg: Failed/ }).click();
    await page.getByRole('alert').getByText('image-type-unsupported').waitFor();
    await page.getByRole('button', { name: /party-1\.jpg: Done/ }).click();
    await boxNamed(page, 'Grace Hopper').waitFor();
    await visitor.leave(/status of 415/);
  });

  it('takes a picture with the camera', async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.getByRole('button', { name: 'Camera' }).click();
    await page.getByRole('button', { name: 'Take the picture' }).click();
    await page.getByText('No face found').waitFor(); // the browser's camera shows a test pattern
    await visitor.leave();
  });

  it('lets a key that may only recognise do that, and nothing else', async () => {
    const { secret } = await newKey(admin, { scopes: ['recognize'] });
    const visitor = await open(secret);
    const { page } = visitor;
    await drop(page, photo);
    await boxNamed(page, 'Ada Lovelace').waitFor();
    for (const button of await page.getByRole('button', { name: 'Enrol this face as' }).all())
      expect(await button.isDisabled()).toBe(true);
    await visitor.leave();
  });
});
