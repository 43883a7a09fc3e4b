import { useState } from 'preact/hooks';
import type { Person } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { type ChosenPerson, PersonChoice } from '../../../people/person-choice';
import { announce } from '../../../shell/live-region';
import { texts } from '../../../texts';
import { ChoiceDialog } from './choice-dialog';

/** For a face that was enrolled under a wrong name. */
export function MoveDialog({
  gallery,
  person,
  faceId,
  close,
  moved,
}: {
  gallery: string;
  person: Person;
  faceId: string;
  close: () => void;
  moved: () => void;
}) {
  const [to, setTo] = useState<ChosenPerson>();
  const move = useAction(
    (target: ChosenPerson, signal) => {
      const path = { gallery, personId: person.id, faceId };
      const body = { to: target.id };
      return dataOf(
        api.POST('/v1/galleries/{gallery}/people/{personId}/faces/{faceId}/move', {
          params: { path },
          body,
          signal,
        }),
      );
    },
    (target) => {
      announce(texts.people.moved(target.name));
      moved();
    },
  );
  return (
    <ChoiceDialog
      title={texts.people.moveFace}
      what={texts.people.move}
      chosen={to?.id === person.id ? undefined : to}
      action={move}
      close={close}
    >
      <PersonChoice label={texts.people.whose} gallery={gallery} mustExist choose={setTo} />
    </ChoiceDialog>
  );
}
