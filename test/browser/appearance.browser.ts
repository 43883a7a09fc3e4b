import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Api } from '../support/api';
import { DEMO_FACES, demoPhoto, demoPortrait } from '../support/demo-faces';
import { seriousFindings } from './support/accessibility';
import { launchChromium } from './support/chromium';
import { dropOn, jpeg } from './support/drop';
import { DESK, PHONE, Visitor } from './support/visitor';

const { url, adminKey } = inject('local');
const GALLERY = 'shown';
const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

/** Each place with what must be there before it is looked at. */
const PLACES: Record<string, (page: Page) => Promise<void>> = {
  recognise: async (page) => {
    await dropOn(page.locator('.drop-zone'), [jpeg('party.jpg', await readFile(demoPhoto(3)))]);
    await page.locator('.face-box').first().waitFor();
    await page.locator('.face-box').first().click();
  },
  people: (page) => page.locator('.gallery-card').first().waitFor(),
  [`people/${GALLERY}`]: (page) => page.locator('.person-row').first().waitFor(),
  [`people/${GALLERY}/person/ada`]: (page) => page.locator('.photograph canvas').first().waitFor(),
  fleet: (page) => page.locator('.fleet-figure').first().waitFor(),
  'what-if': async (page) => {
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.locator('.verdict').filter({ hasText: /./ }).waitFor();
  },
  system: (page) => page.locator('.audit').waitFor(),
};

describe('how the console looks', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    await new Api(url, adminKey).enrol('ada', await demoPortrait(ada, 0), 'Ada Lovelace', GALLERY);
  });
  afterAll(() => browser.close());

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each([
      ['at a desk', DESK],
      ['on a phone', PHONE],
    ])('every page can be used by everybody, %s, and fits', async (_where, viewport) => {
      const visitor = await Visitor.open(browser, url, { colorScheme, viewport });
      const { page } = visitor;
      expect(await seriousFindings(page)).toEqual([]);
      await visitor.signIn(adminKey);
      for (const [place, ready] of Object.entries(PLACES)) {
        await visitor.goTo(place);
        await ready(page);
        expect([place, await seriousFindings(page)]).toEqual([place, []]);
        expect([place, await widthOf(page)]).toEqual([place, viewport.width]);
      }
      await visitor.leave();
    });
  });

  it('is looked at by somebody who would see what is wrong', async () => {
    const visitor = await Visitor.open(browser, url);
    await visitor.page.getByLabel('API key').waitFor();
    await visitor.page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<input><p style="color:#bbb;background:#fff">Pale</p>')`,
    );
    const rules = (await seriousFindings(visitor.page)).map((finding) => finding.split(':')[0]);
    expect(rules.sort()).toEqual(['color-contrast', 'label']);
    await visitor.leave();
  });

  it('is as one has chosen, over a reload, whatever the system prefers', async () => {
    const visitor = await Visitor.open(browser, url, { colorScheme: 'light' });
    const { page } = visitor;
    const isDark = () =>
      page.evaluate(`getComputedStyle(document.body).backgroundColor === 'rgb(17, 22, 26)'`);
    expect(await isDark()).toBe(false);
    await page.getByRole('radio', { name: 'Dark' }).check();
    expect(await isDark()).toBe(true);
    await page.reload();
    await page.getByLabel('API key').waitFor();
    expect(await isDark()).toBe(true);
    await page.getByRole('radio', { name: 'As the system' }).check();
    expect(await isDark()).toBe(false);
    await visitor.leave();
  });
});

/** Wider than the window where something sticks out. */
function widthOf(page: Page): Promise<number> {
  return page.evaluate('Math.max(document.documentElement.scrollWidth, innerWidth)');
}
