import type { Galleries, NewFace } from '@facefleet/gallery';
import { uuidv7 } from '@facefleet/platform';

export const MODEL = 'synthetic';
const DIMENSIONS = 8;

/** What must be known of a person. */
export interface KnownPerson {
  name: string;
  badge: number | undefined;
  faces: Set<string>;
}

/** What all writers were told is done, as a list in memory. */
export class Ledger {
  readonly people = new Map<string, KnownPerson>();
  /** Whose removal was answered. */
  readonly removed = new Set<string>();
  writes = 0;
}

/** Enrols, names, moves and removes people of its own, in a gallery that others write to as well. */
export class Writer {
  private count = 0;
  private readonly mine: string[] = [];

  constructor(
    private readonly name: string,
    private readonly galleries: Galleries,
    private readonly gallery: string,
    private readonly ledger: Ledger,
    /** In [0, 1). */
    private readonly random: () => number,
  ) {}

  async write(): Promise<void> {
    const dice = this.random();
    if (this.mine.length < 3 || dice < 0.4) await this.enrol(this.random() < 0.5 ? this.any() : undefined);
    else if (dice < 0.6) await this.describe();
    else if (dice < 0.75) await this.move();
    else if (dice < 0.85) await this.removeFace();
    else await this.removePerson();
    this.ledger.writes++;
  }

  private async enrol(known: string | undefined): Promise<void> {
    const personId = known ?? `${this.name}-${this.count++}`;
    const face = newFace(personId, this.random);
    await this.galleries.enrol(this.gallery, face);
    const person = this.ledger.people.get(personId) ?? { name: personId, badge: undefined, faces: new Set() };
    person.faces.add(face.id);
    this.ledger.people.set(personId, person);
    if (known === undefined) this.mine.push(personId);
  }

  private async describe(): Promise<void> {
    const personId = this.any();
    const badge = Math.floor(this.random() * 1000);
    const name = `${personId} ${badge}`;
    await this.galleries.describe(this.gallery, personId, { name, metadata: { badge } });
    Object.assign(this.ledger.people.get(personId)!, { name, badge });
  }

  private async move(): Promise<void> {
    const [from, to] = [this.any(), this.any()];
    const faces = this.ledger.people.get(from)!.faces;
    const [faceId] = faces;
    if (from === to || faceId === undefined || faces.size < 2) return;
    await this.galleries.assign(this.gallery, [faceId], to);
    faces.delete(faceId);
    this.ledger.people.get(to)!.faces.add(faceId);
  }

  private async removeFace(): Promise<void> {
    const personId = this.any();
    const known = this.ledger.people.get(personId)!.faces;
    if (known.size < 2) return;
    const { faces } = await this.galleries.storedPerson(this.gallery, personId);
    const face = faces.find(({ faceId }) => known.has(faceId));
    if (face === undefined) throw new Error(`${personId} has lost faces`);
    await this.galleries.remove(this.gallery, [face]);
    known.delete(face.faceId);
  }

  private async removePerson(): Promise<void> {
    const [personId = ''] = this.mine.splice(Math.floor(this.random() * this.mine.length), 1);
    const { person, faces } = await this.galleries.storedPerson(this.gallery, personId);
    this.ledger.people.delete(personId); // from now on nobody may say whether he is there
    await this.galleries.remove(this.gallery, faces, person);
    this.ledger.removed.add(personId);
  }

  private any(): string {
    return this.mine[Math.floor(this.random() * this.mine.length)] as string;
  }
}

/** Looks at the gallery again and again. */
export class Reader {
  looks = 0;
  readonly mistakes: string[] = [];

  constructor(
    private readonly galleries: Galleries,
    private readonly gallery: string,
    private readonly ledger: Ledger,
  ) {}

  async look(): Promise<void> {
    const removed = [...this.ledger.removed];
    const there = [...this.ledger.people.keys()];
    const { state } = await this.galleries.existing(this.gallery, 0);
    for (const id of removed)
      if (state.people.has(id)) this.mistakes.push(`${id} is there after the removal`);
    // Who is being removed by now is nobody's mistake.
    for (const id of there)
      if (this.ledger.people.has(id) && !state.people.has(id)) this.mistakes.push(`${id} is missing`);
    this.looks++;
  }
}

/** A gallery as the ledger tells it. */
export async function asTold(galleries: Galleries, gallery: string): Promise<Map<string, KnownPerson>> {
  const { state } = await galleries.existing(gallery, 0);
  return new Map(
    [...state.people].map(([id, { name, metadata, faces }]) => {
      const known = new Set(faces.map(({ faceId }) => faceId));
      return [id, { name, badge: metadata.badge as number | undefined, faces: known }];
    }),
  );
}

function newFace(personId: string, random: () => number): NewFace {
  const id = uuidv7();
  return {
    ...{ id, personId, model: MODEL },
    embedding: Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5),
    box: { x: 1, y: 1, width: 9, height: 9 },
    imageKey: `enrolments/${id}`,
    imageSha256: id.replaceAll('-', '').repeat(2),
  };
}
