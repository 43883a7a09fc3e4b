import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** It is to talk to nobody but the gateway. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

/** @throws with what to do where there is no Chromium */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
}

export function chromiumPath(): string {
  const named = process.env.FACEFLEET_CHROMIUM;
  const found = (named === undefined ? PLACES : [named]).find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    named === undefined
      ? 'There is no Chromium. Install it (Debian: apt-get install chromium), or name one in FACEFLEET_CHROMIUM.'
      : `FACEFLEET_CHROMIUM names ${named}, and there is no such file.`,
  );
}
