import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progressOn, sizeText } from './progress';

const url = new URL('https://models.example/yunet_n_dynamic.onnx');

/** A stream that remembers what was written, with or without the looks of a terminal. */
function stream(isTTY: boolean) {
  const through = new PassThrough();
  const terminal = { isTTY, columns: 80, rows: 24, cursorTo() {}, moveCursor() {}, clearLine() {} };
  const written = () => String(through.read() ?? '');
  return { stream: Object.assign(through, terminal) as unknown as NodeJS.WriteStream, written };
}

describe('progressOn', () => {
  it('draws a bar on a terminal', () => {
    const { stream: terminal, written } = stream(true);
    const progress = progressOn(terminal);
    progress.begin(url, 322_906);
    progress.at(322_906);
    progress.end();
    expect(written()).toContain('yunet_n_dynamic.onnx');
  });

  it('writes one plain line where nobody watches', () => {
    const { stream: log, written } = stream(false);
    const progress = progressOn(log);
    progress.begin(url, 322_906);
    progress.at(100_000);
    progress.at(322_906);
    progress.end();
    expect(written()).toBe('fetching yunet_n_dynamic.onnx (323 kB) from models.example\n');
  });
});

describe('sizeText', () => {
  it.each([
    [400, '1 kB'],
    [322_906, '323 kB'],
    [2_213_628, '2.2 MB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
