import { CLIENT_NAME_RULE } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { isImagePath, isPeopleFile, personOf, shownPath } from './archive-path';

describe('the paths in an archive', () => {
  it.each(['ada/1.jpg', 'top/ada/1.JPEG', 'people/ada/x.heic', './ada/1.png', 'ada\\1.webp', '../ada/1.jpg'])(
    'takes %s for an image',
    (path) => expect(isImagePath(path)).toBe(true),
  );

  it.each(['ada/notes.txt', 'ada/.1.jpg', '__MACOSX/ada/1.jpg', '.trash/ada/1.jpg', 'ada/Thumbs.db', 'ada'])(
    'passes over %s',
    (path) => expect(isImagePath(path)).toBe(false),
  );

  it('takes the folder in which an image lies for its person, whatever stands around it', () => {
    expect(personOf('ada/1.jpg')).toBe('ada');
    expect(personOf('album/people/ada/1.jpg')).toBe('ada');
    expect(personOf('C:\\album\\ada\\1.jpg')).toBe('ada');
  });

  it.each(['1.jpg', './1.jpg', 'Ada Lovelace/1.jpg', '../1.jpg', '../../1.jpg', '-ada/1.jpg'])(
    'says of %s that it belongs to nobody',
    (path) => expect(() => personOf(path)).toThrow(expect.objectContaining({ code: 'person-id-invalid' })),
  );

  it('finds the list of people at the top, or in the one folder at the top', () => {
    expect(isPeopleFile('facefleet.json')).toBe(true);
    expect(isPeopleFile('staff/people.json')).toBe(true);
    expect(isPeopleFile('staff/ada/people.json')).toBe(false);
  });

  it('says of a folder that is no id by which rule', () => {
    expect(() => personOf('.ada/Ada Lovelace/1.jpg')).toThrow(
      `The folder "Ada Lovelace" cannot be the id of a person: ${CLIENT_NAME_RULE}.`,
    );
  });

  it('shows a path without what could harm a terminal, and not endlessly', () => {
    expect(shownPath('a\u001b[2Jda/1.jpg')).toBe('a[2Jda/1.jpg');
    expect(shownPath('x'.repeat(5_000))).toHaveLength(300);
  });
});
