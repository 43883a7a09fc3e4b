import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export const DESK = { width: 1280, height: 860 };
export const PHONE = { width: 390, height: 844 };

/** Somebody with a browser window of their own, of which everything that should not happen is noted. */
export class Visitor {
  /** What the browser complained about. */
  readonly complaints: string[] = [];
  /** Requests to anybody but the gateway. */
  readonly strangers: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== url) this.strangers.push(request.url());
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: DESK, acceptDownloads: true, ...options });
    const visitor = new Visitor(await context.newPage(), url);
    await visitor.page.goto(url);
    return visitor;
  }

  async signIn(key: string): Promise<void> {
    await this.page.getByLabel('API key').fill(key);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  }

  /** @param place  as in the address: `people/default` */
  async goTo(place: string): Promise<void> {
    await this.page.goto(`${this.url}/#/${place}`);
    await this.page.locator('main h1').waitFor();
  }

  /**
   * @param expected  complaints that a test has brought about: browsers report each refusal that they are given
   * @throws for whatever else should not have happened
   */
  async leave(expected?: RegExp): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.strangers, []);
    assert.deepEqual(
      this.complaints.filter((complaint) => !expected?.test(complaint)),
      [],
    );
  }
}
