import type { ZodError } from 'zod';

type Issue = ZodError['issues'][number];

const NO_BODY = 'Send a body of JSON, with the header "Content-Type: application/json".';

/** What is wrong with a request, for whoever wrote it: each field by its path, and what it should be. */
export function requestIssues({ issues }: ZodError): string {
  return issues.map(sentenceOf).join('; ');
}

function sentenceOf(issue: Issue): string {
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  // A body of another type is not read at all: to the handler it looks as if there were none.
  if (isMissing && issue.path.length === 0) return NO_BODY;
  return `${issue.path.join('.') || 'request'}: ${isMissing ? 'is missing' : messageOf(issue)}`;
}

function messageOf(issue: Issue): string {
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join(', ');
  if (issue.code === 'invalid_type' && issue.message.endsWith('received NaN')) return 'expected a number';
  return issue.message;
}
