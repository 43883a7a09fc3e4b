import { answersKeptMs, type Retention } from '@facefleet/contracts';

/** Stands for whatever says nothing of its own: what belongs to no gallery, and galleries without a setting. */
export const OTHERS = '*';

export const UNREADABLE = Symbol('unreadable');

export interface GallerySetting {
  name: string;
  /** undefined: it says nothing. Where nobody knows, nothing of it is to go. */
  retention: Retention | typeof UNREADABLE | undefined;
  /** Nothing was asked of it before: UUIDv7. Absent where that is not known. */
  createdBy?: string;
}

/** All answers that are kept for the same time. */
export interface RetentionPass {
  keptMs: number;
  /** Of whom, by name; with the id before which there is nothing of them, '' where that is not known. */
  members: Map<string, string>;
}

/** How long what is kept. */
export class RetentionPlan {
  private readonly own = new Map<string, number>();
  private readonly standardMs: number;
  /** The shortest first. Of what is kept for ever there is none. */
  readonly passes: RetentionPass[];

  constructor(galleries: readonly GallerySetting[], standard: Retention) {
    this.standardMs = answersKeptMs(standard);
    const byTime = new Map<number, Map<string, string>>();
    const join = (keptMs: number, name: string, since: string) => {
      if (keptMs === Infinity) return;
      byTime.set(keptMs, (byTime.get(keptMs) ?? new Map<string, string>()).set(name, since));
    };
    join(this.standardMs, OTHERS, '');
    for (const { name, retention, createdBy = '' } of galleries) {
      if (retention === undefined) continue;
      const keptMs = retention === UNREADABLE ? Infinity : answersKeptMs(retention);
      this.own.set(name, keptMs);
      join(keptMs, name, createdBy);
    }
    this.passes = [...byTime]
      .map(([keptMs, members]) => ({ keptMs, members }))
      .sort((a, b) => a.keptMs - b.keptMs);
  }

  /**
   * Answers of this gallery are kept for so long [ms]; Infinity: for ever.
   * @param gallery undefined for what belongs to none
   */
  keptMs(gallery: string | undefined): number {
    return (gallery === undefined ? undefined : this.own.get(gallery)) ?? this.standardMs;
  }
}
