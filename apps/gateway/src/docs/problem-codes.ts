import { ErrorCode } from '@facefleet/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS } from '../problems/problems';

const REFERENCE = { $ref: '#/components/schemas/ErrorCode' };

/** The schema of `code`, which says of every code what it means: for readers as a table, for programs by name. */
function errorCodeSchema() {
  const rows = ErrorCode.options.map((code) => {
    const { status, title, example } = PROBLEMS[code];
    return `| \`${code}\` | ${status} | ${title} | ${example.replaceAll('|', '\\|')} |`;
  });
  return {
    title: 'ErrorCode',
    type: 'string' as const,
    enum: [...ErrorCode.options],
    description: [
      'Why a request failed. A code never changes its meaning: switch on it. The detail of each answer says what is wrong with that request and what to do, as in the examples.',
      '',
      '| code | status | meaning | detail, for example |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    'x-problem-codes': Object.fromEntries(
      ErrorCode.options.map((code) => {
        const { status, title, example } = PROBLEMS[code];
        return [code, { status, title, example }];
      }),
    ),
  };
}

/** Describes the codes once, where each schema that carries one would repeat them. */
export function withProblemCodes(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas;
  const problem = schemas?.Problem;
  if (schemas === undefined || problem === undefined || !('properties' in problem)) return document;
  schemas.ErrorCode = errorCodeSchema();
  schemas.Problem = { ...problem, properties: { ...problem.properties, code: REFERENCE } };
  return document;
}
