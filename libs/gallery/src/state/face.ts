/** Where the photograph of an enrolment lies, unless its entry says otherwise. */
export const enrolmentImageKey = (faceId: string): string => `enrolments/${faceId}`;

/** The face has an embedding, which this process does not keep. */
export const NOT_KEPT = -1;

/**
 * A face, which may be spoken of before its enrolment is known; until then it is nobody's.
 * Galleries have a million of them: what can be derived is not kept.
 */
export class Face {
  /** How many places of the store hold the enrolment. */
  holders = 0;
  enrolledAs = '';
  /** The id of the person whose it is; undefined before it is enrolled and after it was removed. */
  owner: string | undefined;
  /** The entries that give it to somebody else, with the person's id. */
  assignments: Map<string, string> | undefined;
  /** The entries that bring further embeddings. */
  embeddingEntries: string[] | undefined;
  private ownImageKey: string | undefined;
  private model: string | undefined;
  private handle = NOT_KEPT;
  private further: Map<string, number> | undefined;

  constructor(readonly faceId: string) {}

  get personId(): string {
    return this.owner ?? this.claimedBy;
  }

  /** Whose face it is by what the entries say of it. */
  get claimedBy(): string {
    const latest = this.assignments && [...this.assignments.keys()].sort().at(-1);
    return latest === undefined ? this.enrolledAs : (this.assignments?.get(latest) as string);
  }

  get imageKey(): string {
    return this.ownImageKey ?? enrolmentImageKey(this.faceId);
  }

  set imageKey(key: string) {
    this.ownImageKey = key === enrolmentImageKey(this.faceId) ? undefined : key;
  }

  /** The models that it has embeddings of. */
  get models(): string[] {
    return this.model === undefined ? [] : [this.model, ...(this.further?.keys() ?? [])];
  }

  has(model: string): boolean {
    return this.model === model || this.further?.has(model) === true;
  }

  /** Its embedding's place among those of the model, or `NOT_KEPT`. */
  handleOf(model: string): number {
    return (this.model === model ? this.handle : this.further?.get(model)) ?? NOT_KEPT;
  }

  setHandle(model: string, handle: number): void {
    if (this.model === undefined || this.model === model) {
      this.model = model;
      this.handle = handle;
    } else (this.further ??= new Map()).set(model, handle);
  }

  dropHandle(model: string): void {
    if (this.model !== model) {
      this.further?.delete(model);
      return;
    }
    const [next] = this.further ?? [];
    this.further?.delete(next?.[0] ?? '');
    this.model = next?.[0];
    this.handle = next?.[1] ?? NOT_KEPT;
  }
}
