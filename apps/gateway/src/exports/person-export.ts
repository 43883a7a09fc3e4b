import { Galleries, personNotFound } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type ArchivedFile, archiveOf, jsonFile } from './archive';
import { PersonAnswers } from './person-answers';
import { PersonAudit } from './person-audit';
import { type ExportedPerson, PersonDescription } from './person-description';
import { PersonImports } from './person-imports';
import { PersonLetters } from './person-letters';
import { Photographs } from './photographs';
import { withSignsOfLife } from './sign-of-life';
import { type SoughtPerson, SoughtPeople } from './sought-person';

/** All that is known about a person as an archive. Of others who are in the same answers nothing is told. */
@Injectable()
export class PersonExport {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(PersonDescription) private readonly description: PersonDescription,
    @Inject(SoughtPeople) private readonly people: SoughtPeople,
    @Inject(Photographs) private readonly photographs: Photographs,
    @Inject(PersonAnswers) private readonly answers: PersonAnswers,
    @Inject(PersonImports) private readonly imports: PersonImports,
    @Inject(PersonLetters) private readonly letters: PersonLetters,
    @Inject(PersonAudit) private readonly audit: PersonAudit,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * A tar of what was stored when it was asked for. Where the person is removed while it is written it ends, as a whole
   * tar, with `removed.json`.
   * @throws ExpectedError `gallery-not-found`, `person-not-found`, `service-unavailable`
   */
  async open(gallery: string, personId: string): Promise<AsyncIterable<Buffer>> {
    const { state } = await this.galleries.existing(gallery, 0);
    const person = state.people.get(personId);
    if (!person) throw personNotFound(gallery, personId);
    const beforeMs = this.clock.nowMs();
    const described = await this.description.of(gallery, person, beforeMs);
    const sought: SoughtPerson = {
      ...{ gallery, personId, beforeMs },
      faceIds: described.faces.map(({ id }) => id),
      imageSha256s: described.faces.flatMap(({ imageSha256 }) => imageSha256 ?? []),
    };
    const photographs = person.faces.map(({ faceId, imageKey }) => ({
      ...{ name: `photographs/${faceId}`, imageKey },
    }));
    const filesOf = (over: AbortSignal) =>
      this.untilRemoved(this.files(described, photographs, sought, over));
    return archiveOf(withSignsOfLife(filesOf, 'answers/'));
  }

  private async *files(
    described: ExportedPerson,
    photographs: { name: string; imageKey: string }[],
    sought: SoughtPerson,
    over: AbortSignal,
  ): AsyncGenerator<ArchivedFile> {
    const goOn = async () => {
      over.throwIfAborted();
      await this.people.requirePresent(sought);
    };
    yield jsonFile('person.json', described);
    yield* this.photographs.files(photographs);
    yield* this.answers.files(sought, goOn);
    yield* this.imports.files(sought, goOn);
    yield* this.letters.files(sought, goOn);
    yield* this.audit.files(sought, goOn);
  }

  private async *untilRemoved(files: AsyncIterable<ArchivedFile>): AsyncGenerator<ArchivedFile> {
    try {
      yield* files;
    } catch (error) {
      if (!(error instanceof ExpectedError) || !/^(gallery|person)-not-found$/.test(error.code)) throw error;
      yield jsonFile('removed.json', { code: error.code, detail: error.message });
    }
  }
}
