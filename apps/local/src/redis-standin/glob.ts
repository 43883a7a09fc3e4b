/** Redis' glob: `*`, `?`, `[abc]`, `[^a]`, `[a-z]`, backslash escapes. Works on latin1 text, one character a byte. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const expression = new RegExp(`^${[...tokens(pattern)].join('')}$`, 's');
  return (text) => expression.test(text);
}

function* tokens(pattern: string): Generator<string> {
  const parts = /\\(.)|\[(\^?)((?:\\.|[^\]\\])*)\]|(\*+)|(\?)|(.)/gs;
  for (const [, escaped, negation, set, stars, question, literal] of pattern.matchAll(parts)) {
    if (escaped !== undefined) yield literally(escaped);
    else if (set !== undefined) yield characterSet(set, negation !== '');
    else if (stars) yield '.*';
    else if (question) yield '.';
    else if (literal !== undefined) yield literally(literal);
  }
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function characterSet(set: string, negated: boolean): string {
  let members = '';
  for (const [, escaped, from, to, single] of set.matchAll(/\\(.)|(.)-(.)|(.)/gs)) {
    if (from !== undefined && to !== undefined) {
      const [low, high] = from <= to ? [from, to] : [to, from];
      members += `${literally(low)}-${literally(high)}`;
    } else members += literally(escaped ?? single ?? '');
  }
  if (members === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${members}]`;
}
