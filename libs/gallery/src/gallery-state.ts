import { decodeEmbedding, type EnrolEntry, type Entry } from './entry';

export interface EnrolledFace {
  faceId: string;
  personId: string;
  /** What the enrolment called the person, if it did. */
  name: string | undefined;
  model: string;
  embedding: Float32Array;
  imageKey: string;
}

export interface Person {
  id: string;
  name: string;
  faces: EnrolledFace[];
}

/**
 * What a set of entries says, whatever the order in which they were added: a removal may come before what it removes,
 * and an erased entry may be forgotten again.
 */
export class GalleryState {
  private readonly creations = new Map<string, string>();
  private readonly enrolled = new Map<string, EnrolledFace>();
  private readonly voided = new Set<string>();
  private readonly settings = new Map<string, number>();
  private cachedPeople: Map<string, Person> | undefined;

  add(entry: Entry): void {
    this.cachedPeople = undefined;
    switch (entry.type) {
      case 'create':
        this.creations.set(entry.id, entry.model);
        return;
      case 'enrol':
        this.enrolled.set(entry.id, faceOf(entry));
        return;
      case 'remove':
        for (const id of entry.entries) this.voided.add(id);
        return;
      case 'settings':
        this.settings.set(entry.id, entry.maxFalseMatchRate);
        return;
    }
  }

  /** Forgets an entry that was erased. What a removal voided stays void. */
  forget(id: string): void {
    this.cachedPeople = undefined;
    this.enrolled.delete(id);
    this.creations.delete(id);
    this.settings.delete(id);
  }

  /** The gallery's embedding model; undefined before it was created. */
  get model(): string | undefined {
    const first = [...this.creations.keys()].sort()[0];
    return first === undefined ? undefined : this.creations.get(first);
  }

  /** How often a search may name a stranger; undefined where nobody has said. */
  get maxFalseMatchRate(): number | undefined {
    const latest = [...this.settings.keys()].sort().at(-1);
    return latest === undefined ? undefined : this.settings.get(latest);
  }

  /** Ids of all entries that say how the gallery is to be searched, of which the highest counts. */
  get settingsEntries(): string[] {
    return [...this.settings.keys()];
  }

  /** Also those that were removed and not erased yet. */
  storedFacesOf(personId: string): EnrolledFace[] {
    return [...this.enrolled.values()].filter((face) => face.personId === personId);
  }

  /** By id, in the order of their ids. */
  get people(): ReadonlyMap<string, Person> {
    this.cachedPeople ??= this.reducePeople();
    return this.cachedPeople;
  }

  private reducePeople(): Map<string, Person> {
    const people = new Map<string, Person>();
    const valid = [...this.enrolled.values()].filter((face) => !this.voided.has(face.faceId));
    valid.sort((a, b) =>
      a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : a.faceId < b.faceId ? -1 : 1,
    );
    for (const face of valid) {
      const person = people.get(face.personId) ?? { id: face.personId, name: face.personId, faces: [] };
      person.faces.push(face);
      if (face.name !== undefined) person.name = face.name; // in the order of ids: the latest name counts
      people.set(person.id, person);
    }
    return people;
  }
}

function faceOf(entry: EnrolEntry): EnrolledFace {
  return {
    faceId: entry.id,
    personId: entry.personId,
    name: entry.name,
    model: entry.model,
    embedding: decodeEmbedding(entry.embedding),
    imageKey: entry.imageKey,
  };
}
