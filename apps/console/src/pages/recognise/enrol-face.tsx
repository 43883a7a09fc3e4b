import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/use-action';
import { Button } from '../../components/button';
import { FailureNote } from '../../components/states';
import { type Box, portraitOf } from '../../images/picture';
import { enrol } from '../../people/enrol';
import { type ChosenPerson, PersonChoice } from '../../people/person-choice';
import { announce } from '../../shell/live-region';
import { texts } from '../../texts';

/** The face alone is enrolled, with what is around it: the image may show others. */
export function EnrolFace({
  file,
  box,
  gallery,
  suggested,
  done,
  cancel,
}: {
  file: File;
  box: Box;
  gallery: string;
  suggested: string | undefined;
  done: () => void;
  cancel: () => void;
}) {
  const [person, setPerson] = useState<ChosenPerson>();
  const form = useRef<HTMLFormElement>(null);
  const action = useAction(
    async (chosen: ChosenPerson, signal) =>
      enrol(gallery, chosen, [{ file: await portraitOf(file, box), name: 'face.jpg' }], signal),
    () => {
      announce(texts.recognise.enrolled(person?.name ?? ''));
      done();
    },
  );
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  return (
    <form
      ref={form}
      class="enrol-face stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (person) action.run(person);
      }}
    >
      <PersonChoice label={texts.recognise.enrolAs} gallery={gallery} start={suggested} choose={setPerson} />
      {action.failure && <FailureNote failure={action.failure} />}
      <div class="row">
        <Button type="submit" kind="primary" isBusy={action.isBusy} isDisabled={person === undefined}>
          {texts.recognise.enrol}
        </Button>
        <Button kind="quiet" onClick={cancel}>
          {texts.dialogs.cancel}
        </Button>
      </div>
    </form>
  );
}
