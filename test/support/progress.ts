import cliProgress from 'cli-progress';

/** Shows how far the images are. */
export interface Progress {
  begin(images: number): void;
  at(done: number): void;
  end(): void;
}

/** A bar on a terminal, nothing where nobody watches. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { begin() {}, at() {}, end() {} };
  const bar = new cliProgress.SingleBar(
    { stream, hideCursor: true, format: '[{bar}] {value} of {total} images, {eta_formatted} to go' },
    cliProgress.Presets.rect,
  );
  return {
    begin: (images) => bar.start(images, 0),
    at: (done) => bar.update(done),
    end: () => bar.stop(),
  };
}
