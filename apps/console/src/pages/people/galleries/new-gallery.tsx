import { useState } from 'preact/hooks';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import { Field } from '../../../components/field';
import { FailureNote } from '../../../components/states';
import { texts } from '../../../texts';
import { goToGallery } from '../places';

export function NewGallery({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const create = useAction(
    (wanted: string, signal) => dataOf(api.POST('/v1/galleries', { body: { name: wanted }, signal })),
    (gallery) => goToGallery(gallery.name),
  );
  return (
    <Dialog title={texts.people.newGallery} close={close}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          create.run(name.trim());
        }}
      >
        <Field label={texts.people.galleryName} hint={texts.people.galleryNameHint}>
          {(field) => (
            <input
              {...field}
              type="text"
              required
              maxLength={64}
              pattern="[A-Za-z0-9_][A-Za-z0-9._\-]*"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        {create.failure && <FailureNote failure={create.failure} />}
        <div class="row row-end">
          <Button onClick={close}>{texts.dialogs.cancel}</Button>
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            {texts.people.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
