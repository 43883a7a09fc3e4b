/**
 * What arrives at each time of an hour or of a day, learnt as it goes, and how good it was at saying so. Plain data.
 */
export interface Season {
  periodS: number;
  binS: number;
  /** Arrivals per second in each bin of the period; null where none was seen yet. */
  ratesPerS: (number | null)[];
  /** Rates of the newest bins that are over, oldest first. */
  lately: number[];
  /** Number of the bin that is being filled, since 1970, and arrivals counted in all when it began. */
  bin: number;
  binTotal: number;
  /** Mean squared errors of this forecast and of the naive one, which says that it goes on as it is [1/s²] */
  error: number;
  naiveError: number;
  /** Bins in which both were compared. */
  compared: number;
}

/** [s]; periods that divide these are seen through them. */
const SEASONS = [
  { periodS: 3_600, binS: 30 },
  { periodS: 86_400, binS: 120 },
];
const REMEMBERED_BINS = 16;
/** The naive forecast is the mean of so many bins. */
const NAIVE_BINS = 4;
/** Of the newest period in what is remembered of a bin. */
const NEWEST_PERIOD = 0.5;
/** Of the newest bin in the mean errors. */
const NEWEST_ERROR = 0.05;
/** A forecast is believed when it has been better than the naive one by so much, over so many bins. */
const BETTER = 0.8;
const ENOUGH_BINS = 20;

export function freshSeasons(nowMs: number): Season[] {
  return SEASONS.map(({ periodS, binS }) => ({
    periodS,
    binS,
    ratesPerS: new Array<number | null>(periodS / binS).fill(null),
    lately: [],
    bin: Math.floor(nowMs / 1000 / binS),
    binTotal: 0,
    error: 0,
    naiveError: 0,
    compared: 0,
  }));
}

/**
 * @param total arrivals counted in all
 * @param leadS how long before its time a forecast has to be made: the boot of a worker [s]
 */
export function seasonWith(season: Season, nowMs: number, total: number, leadS: number): Season {
  const bin = Math.floor(nowMs / 1000 / season.binS);
  if (bin <= season.bin) return season;
  const ratePerS = Math.max(0, total - season.binTotal) / season.binS / (bin - season.bin);
  const next = {
    ...season,
    ratesPerS: [...season.ratesPerS],
    lately: [...season.lately],
    bin,
    binTotal: total,
  };
  for (let over = Math.max(season.bin, bin - season.ratesPerS.length); over < bin; over++) {
    observe(next, over, ratePerS, leadS);
  }
  return next;
}

function observe(season: Season, bin: number, ratePerS: number, leadS: number): void {
  const at = bin % season.ratesPerS.length;
  const forecast = season.ratesPerS[at]!;
  const lead = Math.ceil(leadS / season.binS);
  const known = season.lately.slice(-lead - NAIVE_BINS, season.lately.length - lead + 1);
  if (forecast !== null && known.length > 0) {
    const naive = known.reduce((sum, rate) => sum + rate, 0) / known.length;
    const weight = Math.max(NEWEST_ERROR, 1 / (season.compared + 1));
    season.error += weight * ((forecast - ratePerS) ** 2 - season.error);
    season.naiveError += weight * ((naive - ratePerS) ** 2 - season.naiveError);
    season.compared += 1;
  }
  season.ratesPerS[at] = forecast === null ? ratePerS : forecast + NEWEST_PERIOD * (ratePerS - forecast);
  season.lately.push(ratePerS);
  if (season.lately.length > REMEMBERED_BINS) season.lately.shift();
}

export function isTrusted({ compared, error, naiveError }: Season): boolean {
  return compared >= ENOUGH_BINS && error < BETTER * naiveError;
}

/** The trusted season with the least error; undefined where none is trusted. */
export function bestSeason(seasons: readonly Season[]): Season | undefined {
  return seasons.filter(isTrusted).sort((a, b) => a.error / a.naiveError - b.error / b.naiveError)[0];
}

/** @returns arrivals per second so long after a moment; 0 where nothing is known of that time */
export function seasonRateAt(season: Season, nowMs: number, inS: number): number {
  const bin = Math.floor((nowMs / 1000 + inS) / season.binS);
  return season.ratesPerS[bin % season.ratesPerS.length] ?? 0;
}
