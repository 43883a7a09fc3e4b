import type { ComponentChildren } from 'preact';
import type { Action } from '../api/use-action';
import { texts } from '../texts';
import { Button } from './button';
import { Dialog } from './dialog';
import { FailureNote } from './states';

/** Before something that cannot be undone. */
export function Confirm({
  title,
  what,
  isDisabled,
  action,
  close,
  children,
}: {
  title: string;
  /** On the button: the verb. */
  what: string;
  /** Something is to be done first. */
  isDisabled?: boolean;
  action: Action<void>;
  close: () => void;
  children: ComponentChildren;
}) {
  return (
    <Dialog title={title} close={close}>
      <div class="stack">
        {children}
        {action.failure && <FailureNote failure={action.failure} />}
        <div class="row row-end">
          <Button onClick={close}>{texts.dialogs.cancel}</Button>
          <Button kind="danger" isBusy={action.isBusy} isDisabled={isDisabled} onClick={() => action.run()}>
            {what}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
