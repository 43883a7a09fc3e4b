import { useState } from 'preact/hooks';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import { DropZone } from '../../../images/drop-zone';
import { type ChosenPerson, PersonChoice } from '../../../people/person-choice';
import { announce } from '../../../shell/live-region';
import { texts } from '../../../texts';
import { EnrolList } from './enrol-list';
import { useEnrolments } from './use-enrolments';

export function EnrolDialog({
  gallery,
  person,
  close,
  enrolled,
}: {
  gallery: string;
  /** Whose faces these are; absent: it is asked. */
  person?: ChosenPerson;
  close: () => void;
  enrolled: () => void;
}) {
  const [chosen, setChosen] = useState(person);
  const enrolments = useEnrolments(gallery, (done) => {
    announce(texts.people.enrolledCount(done));
    if (done > 0) enrolled();
  });
  const { all, isBusy } = enrolments;
  const left = all.filter(({ status }) => status !== 'done').length;
  const isOver = all.length > 0 && left === 0;
  return (
    <Dialog title={person ? texts.people.enrolOf(person.name) : texts.people.enrolSomebody} close={close}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen && left > 0) enrolments.start(chosen);
        }}
      >
        {!person && (
          <PersonChoice
            label={texts.people.who}
            gallery={gallery}
            choose={(one) => !isBusy && setChosen(one)}
          />
        )}
        <DropZone
          title={texts.people.dropPhotographs}
          hint={texts.people.dropPhotographsHint}
          pick={texts.people.pickPhotographs}
          isSmall={all.length > 0}
          take={enrolments.add}
        />
        <EnrolList all={all} />
        <div class="row row-end">
          <Button onClick={close}>{isOver ? texts.dialogs.close : texts.dialogs.cancel}</Button>
          {!isOver && (
            <Button
              type="submit"
              kind="primary"
              isBusy={isBusy}
              isDisabled={chosen === undefined || left === 0}
            >
              {texts.people.enrolPhotographs(left)}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
