import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { Api } from '../support/api';
import { DEMO_FACES, demoPhoto, demoPortrait } from '../support/demo-faces';
import { LocalSystem, PROJECT } from '../support/system';
import { runTool } from '../support/tool';
import { launchChromium } from './support/chromium';
import { dropOn, jpeg } from './support/drop';
import { DESK, PHONE, Visitor } from './support/visitor';

const USAGE = `npm run screenshots [-- --all]
  Makes README's picture of the console (docs/images/console.webp) from a system of its own, with --all also one of every
  page, in both themes and on a phone, in dist/screenshots.`;
const PICTURE = join(PROJECT, 'docs/images/console.webp');
const ALL = join(PROJECT, 'dist/screenshots');
const GALLERY = 'default';

/** Of the people in the photographs, whose names nobody knows. */
const NAMES: Record<string, string> = {
  'six-first': 'Ada Lovelace',
  'six-second': 'Grace Hopper',
  'six-fourth': 'Emmy Noether',
  'five-front': 'Mary Somerville',
  'five-right': 'Katherine Johnson',
  'three-left': 'Lise Meitner',
};
/** As little as tells them from the photographs that are recognised. */
const TAKES = [1, 2, 5];

/** The photographs that come with the installation show people who were never asked whether they want to be in a README. */
const BLURRED = `
  canvas:not(.uplot *) { filter: blur(5px); clip-path: inset(0); }
  .shot-picture canvas { filter: blur(11px); }
  ::-webkit-scrollbar { display: none; }`;

const PLACES: Record<string, (page: Page) => Promise<void>> = {
  recognise: async (page) => {
    await dropOn(page.locator('.drop-zone'), [jpeg('friends.jpg', await anotherCopy(demoPhoto(6)))]);
    await page.locator('.face-card').first().waitFor();
    await page.mouse.move(0, 0);
  },
  people: (page) => page.locator('.gallery-card').first().waitFor(),
  [`people/${GALLERY}`]: (page) => page.locator('.person-row').first().waitFor(),
  [`people/${GALLERY}/person/six-first`]: (page) => page.locator('.photograph canvas').nth(2).waitFor(),
  fleet: (page) => page.locator('.fleet-figure').first().waitFor(), // its events never end: the network is not idle
  'what-if': async (page) => {
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.locator('.verdict').filter({ hasText: /./ }).waitFor();
  },
  system: (page) => page.locator('.audit').waitFor(),
};

async function main({ isAll }: { isAll: boolean }): Promise<void> {
  const system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
  const browser = await launchChromium();
  try {
    const { url, adminKey } = await system.local();
    await enrolEverybody(new Api(url, adminKey));
    await takeReadmePicture(browser, url, adminKey);
    if (isAll) await takeAll(browser, url, adminKey);
  } finally {
    await browser.close();
    await system.stop();
  }
}

async function enrolEverybody(api: Api): Promise<void> {
  for (const face of DEMO_FACES) {
    const name = NAMES[face.person];
    if (name === undefined) continue;
    for (const take of TAKES) await api.enrol(face.person, await demoPortrait(face, take), name, GALLERY);
  }
}

async function takeReadmePicture(browser: Browser, url: string, key: string): Promise<void> {
  const visitor = await Visitor.open(browser, url, { colorScheme: 'light', deviceScaleFactor: 2 });
  await visitor.signIn(key);
  await show(visitor, 'recognise');
  const picture = await visitor.page.screenshot({ animations: 'disabled' });
  await visitor.leave();
  const small = await sharp(picture).webp({ quality: 80, effort: 6 }).toBuffer();
  await writeFile(PICTURE, small);
  console.log(`${PICTURE}: ${Math.ceil(small.length / 1000)} kB`);
}

async function takeAll(browser: Browser, url: string, key: string): Promise<void> {
  await mkdir(ALL, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [where, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
      const visitor = await Visitor.open(browser, url, { colorScheme, viewport });
      const take = (name: string) =>
        visitor.page.screenshot({
          path: join(ALL, `${name.replaceAll('/', '-')}-${colorScheme}-${where}.png`),
          animations: 'disabled',
          fullPage: true,
        });
      await visitor.page.getByLabel('API key').waitFor();
      await take('sign-in');
      await visitor.signIn(key);
      for (const place of Object.keys(PLACES)) {
        await show(visitor, place);
        await take(place);
      }
      await visitor.leave();
    }
  console.log(`All pages: ${ALL}`);
}

async function show(visitor: Visitor, place: string): Promise<void> {
  await visitor.goTo(place);
  await visitor.page.addStyleTag({ content: BLURRED });
  await PLACES[place]?.(visitor.page);
}

/** Smaller and softer than what people were enrolled with: nobody is as similar to himself as in one and the same photograph. */
function anotherCopy(photo: string): Promise<Buffer> {
  return sharp(photo).resize(1_100).modulate({ brightness: 0.88 }).blur(1.4).jpeg({ quality: 55 }).toBuffer();
}

runTool((argv) => (argv.every((one) => one === '--all') ? { isAll: argv.length > 0 } : 'help'), USAGE, main);
