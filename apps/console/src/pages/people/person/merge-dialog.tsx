import { useState } from 'preact/hooks';
import type { Person } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { type ChosenPerson, PersonChoice } from '../../../people/person-choice';
import { announce } from '../../../shell/live-region';
import { texts } from '../../../texts';
import { ChoiceDialog } from './choice-dialog';

export function MergeDialog({
  gallery,
  person,
  close,
  merged,
}: {
  gallery: string;
  person: Person;
  close: () => void;
  merged: () => void;
}) {
  const [from, setFrom] = useState<ChosenPerson>();
  const merge = useAction(
    (other: ChosenPerson, signal) => {
      const params = { path: { gallery, personId: person.id } };
      const body = { from: other.id };
      return dataOf(api.POST('/v1/galleries/{gallery}/people/{personId}/merge', { params, body, signal }));
    },
    ({ movedFaces }) => {
      announce(texts.people.merged(movedFaces));
      merged();
    },
  );
  return (
    <ChoiceDialog
      title={texts.people.mergeInto(person.name)}
      what={texts.people.merge}
      chosen={from?.id === person.id ? undefined : from}
      action={merge}
      close={close}
    >
      <p>{texts.people.mergeWhat(person.name)}</p>
      <PersonChoice label={texts.people.mergeFrom} gallery={gallery} mustExist choose={setFrom} />
    </ChoiceDialog>
  );
}
