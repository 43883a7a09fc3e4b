import { CLIENT_NAME_RULE, PersonId } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';

const IMAGE = /\.(jpe?g|jfif|png|webp|gif|avif|tiff?|bmp|heic|heif)$/i;
/** What operating systems add. */
const NOT_MEANT = /^(\.|__MACOSX$)/;
const PEOPLE_FILES = new Set(['facefleet.json', 'people.json']);
const MAX_NAME_LENGTH = 300;

const partsOf = (path: string): string[] =>
  path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');

/** Is it meant as an image? All else in an archive is passed over. */
export function isImagePath(path: string): boolean {
  return IMAGE.test(path) && !partsOf(path).some((part) => part !== '..' && NOT_MEANT.test(part));
}

/** The file in which an export says who the people are. It may have one folder around it. */
export function isPeopleFile(path: string): boolean {
  const parts = partsOf(path);
  return parts.length <= 2 && PEOPLE_FILES.has(parts.at(-1) ?? '');
}

/**
 * The folder in which an image lies is the person's, whatever folders that one lies in.
 * @throws ExpectedError `person-id-invalid`
 */
export function personOf(path: string): string {
  const folder = partsOf(path).at(-2);
  if (folder === undefined) {
    throw new ExpectedError(
      'person-id-invalid',
      'The image lies in no folder: put it into one that is named by the id of the person.',
    );
  }
  const id = PersonId.safeParse(folder);
  if (id.success) return id.data;
  throw new ExpectedError(
    'person-id-invalid',
    `The folder ${JSON.stringify(folder.slice(0, 100))} cannot be the id of a person: ${CLIENT_NAME_RULE}.`,
  );
}

/** As it is shown. */
export function shownPath(path: string): string {
  return path.replace(/\p{Cc}/gu, '').slice(0, MAX_NAME_LENGTH);
}
