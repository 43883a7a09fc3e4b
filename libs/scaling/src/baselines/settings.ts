/** What the operator of a baseline would set it up with. */
export interface BaselineSettings {
  minWorkers: number;
  maxWorkers: number;
  /** Messages that one worker handles at the same time. */
  slots: number;
  /** Mean time of one message on one slot [s] */
  serviceTimeS: number;
  /** Promised time from acceptance to answer [s] */
  sloS: number;
}
