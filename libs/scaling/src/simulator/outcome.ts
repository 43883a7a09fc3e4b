/** How an autoscaler did in a world. Times of requests are from acceptance to answer. */
export interface Outcome {
  trace: string;
  policy: string;
  requests: number;
  /** Answered later than the promised time, or not at all until the end. */
  missed: number;
  /** Seconds of machines, from launch to end, each start billed at least `minBillS` [s] */
  billedInstanceS: number;
  meanWaitS?: number;
  p50WaitS: number;
  p95WaitS: number;
  p99WaitS: number;
  maxWaitS: number;
  launches: number;
  /** Changes between buying and returning machines, however many at a time. */
  directionChanges: number;
  peakInstances: number;
  /** Elasticity as SPEC measures it: mean shortage and surplus of ready workers, as shares of the demand. */
  thetaUnder: number;
  thetaOver: number;
  /** Share of the time in which there were too few, and too many. */
  tauUnder: number;
  tauOver: number;
  /** For pictures: at most some thousand points, evenly spaced. */
  series: SeriesPoint[];
}

export interface SeriesPoint {
  tS: number;
  /** Waiting and in flight [messages] */
  backlog: number;
  /** Of the oldest message without an answer, since it was accepted; 0 where there is none [s] */
  oldestWaitS: number;
  /** Workers that the arrivals of this time keep busy. */
  demand: number;
  ready: number;
  /** Ready, on their way or draining: what is paid. */
  instances: number;
}
