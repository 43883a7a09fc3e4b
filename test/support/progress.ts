import cliProgress from 'cli-progress';

/** Shows how far a run is. */
export interface Progress {
  begin(total: number): void;
  at(done: number): void;
  end(): void;
}

/** A bar on a terminal, nothing where nobody watches. */
export function progressOn(stream: NodeJS.WriteStream, things = 'images'): Progress {
  if (!stream.isTTY) return { begin() {}, at() {}, end() {} };
  const bar = new cliProgress.SingleBar(
    { stream, hideCursor: true, format: `[{bar}] {value} of {total} ${things}, {eta_formatted} to go` },
    cliProgress.Presets.rect,
  );
  return {
    begin: (total) => bar.start(total, 0),
    at: (done) => bar.update(done),
    end: () => bar.stop(),
  };
}
