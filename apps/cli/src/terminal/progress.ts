import cliProgress from 'cli-progress';

/** Shows how far a long work is. */
export interface Progress {
  step(): void;
  /** So many are done by now. */
  at(done: number): void;
  end(): void;
}

const FEW = 3;

/** A bar for more than a few things, where somebody watches. */
export function progressOf(
  total: number,
  what: string,
  stream: NodeJS.WriteStream,
  isWatched: boolean,
): Progress {
  if (!isWatched || total <= FEW) return { step() {}, at() {}, end() {} };
  const bar = new cliProgress.SingleBar(
    {
      stream,
      hideCursor: true,
      clearOnComplete: true,
      format: `[{bar}] {value} of {total} ${what}, {eta_formatted} to go`,
    },
    cliProgress.Presets.rect,
  );
  bar.start(total, 0);
  return { step: () => bar.increment(), at: (done) => bar.update(done), end: () => bar.stop() };
}
