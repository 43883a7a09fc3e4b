import { useState } from 'preact/hooks';
import type { Person, RemovalReceipt } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { Button } from '../../../components/button';
import { Confirm } from '../../../components/confirm';
import { Dialog } from '../../../components/dialog';
import { count } from '../../../format';
import { texts } from '../../../texts';

/** Says afterwards what was erased: whoever asked for it may have to tell. */
export function RemovePerson({
  gallery,
  person,
  close,
  removed,
}: {
  gallery: string;
  person: Person;
  close: () => void;
  removed: () => void;
}) {
  const [receipt, setReceipt] = useState<RemovalReceipt>();
  const remove = useAction((_: void, signal) => {
    const params = { path: { gallery, personId: person.id } };
    return dataOf(api.DELETE('/v1/galleries/{gallery}/people/{personId}', { params, signal }));
  }, setReceipt);
  if (receipt)
    return (
      <Dialog title={texts.people.removed(person.name)} close={removed}>
        <div class="stack">
          <dl class="figures">
            <div>
              <dt>{texts.people.faces}</dt>
              <dd>{count(receipt.removedFaces)}</dd>
            </div>
            <div>
              <dt>{texts.people.photographs}</dt>
              <dd>{count(receipt.removedImages)}</dd>
            </div>
            <div>
              <dt>{texts.people.answers}</dt>
              <dd>{count(receipt.droppedAnswers)}</dd>
            </div>
          </dl>
          {receipt.erasure && <p class="small soft">{texts.people.erasing(receipt.erasure.id)}</p>}
          <div class="row row-end">
            <Button kind="primary" onClick={removed}>
              {texts.dialogs.close}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  return (
    <Confirm
      title={texts.people.removePerson(person.name)}
      what={texts.people.remove}
      action={remove}
      close={close}
    >
      <p>{texts.people.removePersonWhat(person.faces.length)}</p>
    </Confirm>
  );
}
