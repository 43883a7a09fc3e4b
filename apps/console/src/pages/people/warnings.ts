import { similarity } from '../../format';
import type { Warning } from '../../people/enrol';
import { texts } from '../../texts';

export function warningText(warning: Warning): string {
  switch (warning.code) {
    case 'already-enrolled':
      return texts.people.warnings.alreadyEnrolled(warning.personId, similarity(warning.similarity));
    case 'unlike-other-faces':
      return texts.people.warnings.unlikeOtherFaces(similarity(warning.similarity));
    case 'already-enrolled-photograph':
      return texts.people.warnings.samePhotograph;
  }
}
