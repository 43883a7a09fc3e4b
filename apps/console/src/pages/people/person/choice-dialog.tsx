import type { ComponentChildren } from 'preact';
import type { Action } from '../../../api/use-action';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import { FailureNote } from '../../../components/states';
import type { ChosenPerson } from '../../../people/person-choice';
import { texts } from '../../../texts';

/** Something that is done with another person of the gallery. */
export function ChoiceDialog({
  title,
  what,
  chosen,
  action,
  close,
  children,
}: {
  title: string;
  /** On the button: the verb. */
  what: string;
  chosen: ChosenPerson | undefined;
  action: Action<ChosenPerson>;
  close: () => void;
  children: ComponentChildren;
}) {
  return (
    <Dialog title={title} close={close}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) action.run(chosen);
        }}
      >
        {children}
        {action.failure && <FailureNote failure={action.failure} />}
        <div class="row row-end">
          <Button onClick={close}>{texts.dialogs.cancel}</Button>
          <Button type="submit" kind="primary" isBusy={action.isBusy} isDisabled={chosen === undefined}>
            {what}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
