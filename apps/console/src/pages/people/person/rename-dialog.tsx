import { useState } from 'preact/hooks';
import type { Person } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import { Field } from '../../../components/field';
import { FailureNote } from '../../../components/states';
import { texts } from '../../../texts';

export function RenameDialog({
  gallery,
  person,
  close,
  renamed,
}: {
  gallery: string;
  person: Person;
  close: () => void;
  renamed: () => void;
}) {
  const [name, setName] = useState(person.name);
  const rename = useAction((wanted: string, signal) => {
    const params = { path: { gallery, personId: person.id } };
    return dataOf(
      api.PATCH('/v1/galleries/{gallery}/people/{personId}', { params, body: { name: wanted }, signal }),
    );
  }, renamed);
  return (
    <Dialog title={texts.people.rename} close={close}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          rename.run(name.trim());
        }}
      >
        <Field label={texts.people.name} hint={texts.people.renameHint(person.id)}>
          {(field) => (
            <input
              {...field}
              type="text"
              required
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        {rename.failure && <FailureNote failure={rename.failure} />}
        <div class="row row-end">
          <Button onClick={close}>{texts.dialogs.cancel}</Button>
          <Button type="submit" kind="primary" isBusy={rename.isBusy} isDisabled={name.trim() === ''}>
            {texts.people.rename}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
