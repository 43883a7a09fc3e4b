import { Icon } from '../../../components/icon';
import { texts } from '../../../texts';
import { warningText } from '../warnings';
import type { Enrolling } from './use-enrolments';

/** Each photograph with its reason. */
export function EnrolList({ all }: { all: readonly Enrolling[] }) {
  if (all.length === 0) return null;
  return (
    <ul class="enrol-list" aria-label={texts.people.photographs} aria-live="polite">
      {all.map(({ file, status, failure, warnings = [] }, index) => (
        <li key={index} class={`enrol-${status}`}>
          <Mark status={status} />
          <span class="enrol-list-name">{file.name}</span>
          {failure && <span class="small enrol-list-why">{failure.detail}</span>}
          {warnings.map((warning) => (
            <span key={warning.code} class="small enrol-list-why">
              {warningText(warning)}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Mark({ status }: Pick<Enrolling, 'status'>) {
  switch (status) {
    case 'ready':
      return <span class="enrol-list-dot" aria-hidden="true" />;
    case 'working':
      return <span class="spinner" role="img" aria-label={texts.states.loading} />;
    case 'done':
      return <Icon name="check" />;
    case 'failed':
      return <Icon name="warning" />;
  }
}
