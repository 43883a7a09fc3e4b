import { useState } from 'preact/hooks';
import type { Person } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { may } from '../../../api/session';
import { useAction } from '../../../api/use-action';
import { Button } from '../../../components/button';
import { Confirm } from '../../../components/confirm';
import { time } from '../../../format';
import { announce } from '../../../shell/live-region';
import { texts } from '../../../texts';
import { MoveDialog } from './move-dialog';
import { Photograph } from './photograph';

export function FaceCard({
  gallery,
  person,
  face,
  changed,
}: {
  gallery: string;
  person: Person;
  face: Person['faces'][number];
  changed: () => void;
}) {
  const [open, setOpen] = useState<'move' | 'remove'>();
  const path = { gallery, personId: person.id, faceId: face.id };
  const remove = useAction(
    (_: void, signal) =>
      dataOf(
        api.DELETE('/v1/galleries/{gallery}/people/{personId}/faces/{faceId}', { params: { path }, signal }),
      ),
    () => {
      announce(texts.people.faceRemoved);
      changed();
    },
  );
  const close = () => setOpen(undefined);
  return (
    <li class="card card-flush">
      {may('enrol') && <Photograph {...path} label={texts.people.photographOf(person.name)} />}
      <div class="face-facts small">
        <span>{time(face.enrolledAt)}</span>
        <span class="soft">{face.models.join(', ')}</span>
        {may('enrol') && (
          <div class="row">
            <Button kind="quiet" icon="move" onClick={() => setOpen('move')}>
              {texts.people.move}
            </Button>
            <Button kind="quiet" icon="trash" onClick={() => setOpen('remove')}>
              {texts.people.remove}
            </Button>
          </div>
        )}
      </div>
      {open === 'move' && (
        <MoveDialog gallery={gallery} person={person} faceId={face.id} close={close} moved={changed} />
      )}
      {open === 'remove' && (
        <Confirm title={texts.people.removeFace} what={texts.people.remove} action={remove} close={close}>
          <p>{texts.people.removeFaceWhat(person.name)}</p>
        </Confirm>
      )}
    </li>
  );
}
