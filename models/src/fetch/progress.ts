import cliProgress from 'cli-progress';
import { basename } from 'node:path';

/** Shows how a download goes. One at a time. */
export interface Progress {
  begin(url: URL, totalBytes: number): void;
  at(bytesHad: number): void;
  end(): void;
}

export const silentProgress: Progress = { begin() {}, at() {}, end() {} };

/** A bar on a terminal; a plain line where nobody watches, e.g. in a log. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? new ProgressBar(stream) : new ProgressLines(stream);
}

class ProgressBar implements Progress {
  private readonly bar: cliProgress.SingleBar;

  constructor(stream: NodeJS.WriteStream) {
    this.bar = new cliProgress.SingleBar(
      { stream, hideCursor: true, format: '{file} [{bar}] {percentage} % of {size}' },
      cliProgress.Presets.rect,
    );
  }

  begin(url: URL, totalBytes: number): void {
    this.bar.start(totalBytes, 0, { file: basename(url.pathname), size: sizeText(totalBytes) });
  }

  at(bytesHad: number): void {
    this.bar.update(bytesHad);
  }

  end(): void {
    this.bar.stop();
  }
}

class ProgressLines implements Progress {
  constructor(private readonly stream: NodeJS.WritableStream) {}

  begin(url: URL, totalBytes: number): void {
    this.stream.write(`fetching ${basename(url.pathname)} (${sizeText(totalBytes)}) from ${url.host}\n`);
  }

  at(): void {}

  end(): void {}
}

export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
