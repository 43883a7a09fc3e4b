/** What a system says of an image. */
export interface Said {
  faces: number;
  /** null: somebody whom it does not know. Absent: there is no face, or it names nobody. */
  name?: string | null;
}

/** A system that is up and takes images, one of those that are measured. */
export interface Contestant {
  /** What it is made of. */
  details: string;
  /** Process ids by role, for `ProcessMeter`. */
  pids: Record<string, number>;
  /** The roles that do what the others do; what else runs for it is told apart. */
  ownRoles: readonly string[];
  /** @throws Error where the face is not taken. Absent: it only finds faces. */
  enrol?: (person: string, image: Buffer) => Promise<void>;
  /** @throws Error where there is no answer */
  ask: (image: Buffer) => Promise<Said>;
  stop: () => Promise<void>;
}

/** In the place of one: why there is none. */
export interface Skipped {
  skipped: string;
}
