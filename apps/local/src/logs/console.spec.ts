import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Console } from './console';

function consoleOn(isTTY: boolean) {
  const output = Object.assign(new PassThrough(), { isTTY });
  const written = () => ((output.read() as Buffer | null)?.toString() ?? '').split('\n').slice(0, -1);
  return { console: new Console(output), written, output };
}

const line = (fields: object) =>
  JSON.stringify({ level: 'info', time: '2026-11-23T10:11:12.345Z', pid: 7, hostname: 'h', ...fields });

describe('the lines of the parts on the console', () => {
  it("lays pino's JSON out on one line: time, level, message, fields", () => {
    const { console, written } = consoleOn(false);
    const text = console.show(
      line({ app: 'gateway', msg: 'accepted', recognitionId: 'r1', bytes: 12 }),
      'gateway',
    );
    expect(text).toMatch(/^\[\d\d:\d\d:12\.345\] INFO: accepted \{"recognitionId":"r1","bytes":12\}$/);
    expect(written()).toEqual([`gateway         | ${text}`]);
  });

  it('names the worker that spoke, not the scaler whose output it came through', () => {
    const { console, written } = consoleOn(false);
    console.show(line({ app: 'recognizer', workerId: 'worker-9f3c1a2b', msg: 'ready' }), 'scaler');
    expect(written()[0]).toMatch(/^recognizer 1a2b \| \[.*\] INFO: ready$/);
  });

  it('has all prefixes of one width, also of a name that is too long', () => {
    const { console, written } = consoleOn(false);
    for (const app of ['gateway', 'a-very-long-name-of-an-app']) {
      console.show(line({ app, workerId: 'worker-9f3c1a2b', msg: 'x' }), 'scaler');
    }
    expect(written().map((text) => text.indexOf('|'))).toEqual([16, 16]);
  });

  it.each(['plain text', '{ not json', '[1]', '{"half":', '"text"', ''])('leaves %j as it is', (text) => {
    const { console, written } = consoleOn(false);
    expect(console.show(text, 'cloud')).toBe(text);
    expect(written()).toEqual([`cloud           | ${text}`]);
  });

  it('puts the prefix before every line of an error that has a stack', () => {
    const { console, written } = consoleOn(false);
    console.show(
      line({
        app: 'gateway',
        msg: 'broken',
        err: { type: 'Error', message: 'm', stack: 'Error: m\n    at f' },
      }),
      'gateway',
    );
    const lines = written();
    expect(lines.length).toBeGreaterThan(2);
    for (const text of lines) expect(text).toMatch(/^gateway {9}\| /);
  });

  it('uses colours in a terminal only', () => {
    for (const isTTY of [true, false]) {
      const { console, written } = consoleOn(isTTY);
      console.show(line({ app: 'gateway', msg: 'x' }), 'gateway');
      expect(written()[0]!.includes('\u001b[')).toBe(isTTY && !process.env.NO_COLOR);
    }
  });

  it('goes on when nobody reads any more', () => {
    const { console, output } = consoleOn(false);
    output.destroy(new Error('EPIPE'));
    expect(() => console.say('hello')).not.toThrow();
  });
});
