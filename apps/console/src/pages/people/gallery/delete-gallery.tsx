import type { Gallery } from '@facefleet/client/browser';
import { useState } from 'preact/hooks';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { Confirm } from '../../../components/confirm';
import { Field } from '../../../components/field';
import { count } from '../../../format';
import { announce } from '../../../shell/live-region';
import { texts } from '../../../texts';
import { goToGalleries } from '../places';

/** Whoever deletes everybody writes of whom. */
export function DeleteGallery({ gallery: { name, people }, close }: { gallery: Gallery; close: () => void }) {
  const [written, setWritten] = useState('');
  const remove = useAction(
    (_: void, signal) =>
      dataOf(api.DELETE('/v1/galleries/{gallery}', { params: { path: { gallery: name } }, signal })),
    () => {
      announce(texts.people.galleryDeleted(name));
      goToGalleries();
    },
  );
  return (
    <Confirm
      title={texts.people.deleteGallery}
      what={texts.people.delete}
      isDisabled={written !== name}
      action={remove}
      close={close}
    >
      <p>{texts.people.deleteGalleryWhat(count(people))}</p>
      <Field label={texts.people.writeName(name)}>
        {(field) => (
          <input
            {...field}
            type="text"
            autoComplete="off"
            value={written}
            onInput={(event) => setWritten(event.currentTarget.value)}
          />
        )}
      </Field>
    </Confirm>
  );
}
