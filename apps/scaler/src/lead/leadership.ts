/** Which of several scalers acts. The others look, and wait. */
export abstract class Leadership {
  /** Rises with each change of leader; undefined while this scaler does not lead. */
  abstract epoch(): number | undefined;

  /** Whether this scaler leads, and will for as long as a call takes: to be asked right before each mutation. */
  abstract mayAct(): boolean;

  /** Gets or keeps the lead. Harmless to call too often; never throws. */
  abstract tend(): Promise<void>;

  /** Gives the lead up, so that the next scaler need not wait. */
  abstract resign(): Promise<void>;
}

/** For a fleet that nobody shares. */
export class SoleLeader extends Leadership {
  epoch(): number {
    return 0;
  }
  mayAct(): boolean {
    return true;
  }
  tend(): Promise<void> {
    return Promise.resolve();
  }
  resign(): Promise<void> {
    return Promise.resolve();
  }
}
