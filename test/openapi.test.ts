import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErrorCode } from '@facefleet/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from './support/system';

interface Operation {
  operationId?: string;
  summary?: string;
  security?: unknown[];
  parameters?: { name: string; schema?: object }[];
  responses: Record<
    string,
    {
      description?: string;
      content?: Record<string, { examples?: Record<string, { value: Problem }> }>;
      headers?: object;
    }
  >;
}
interface Problem {
  status: number;
  code: string;
  detail: string;
}
interface ApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties: Record<string, object>; example?: { id: unknown } }> };
}

const read = () => JSON.parse(readFileSync(join(PROJECT, 'dist/openapi.json'), 'utf8')) as ApiDocument;

describe("the API's document", () => {
  let folder: string;
  let document: ApiDocument;

  beforeAll(() => {
    const made = spawnSync(process.execPath, ['scripts/openapi.mjs'], { cwd: PROJECT, encoding: 'utf8' });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    folder = mkdtempSync(join(tmpdir(), 'facefleet-openapi-'));
    document = read();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  const codesOf = ({ responses }: Operation) =>
    Object.values(responses).flatMap(({ content }) =>
      Object.keys(content?.['application/problem+json']?.examples ?? {}),
    );

  /** The linter of `npm run check:api`, on a document of ours. */
  function lint(text: string) {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, text);
    const run = spawnSync(
      process.execPath,
      [
        join(PROJECT, 'node_modules/@redocly/cli/bin/cli.js'),
        'lint',
        file,
        '--config',
        'redocly.yaml',
        '--format=json',
      ],
      {
        cwd: PROJECT,
        encoding: 'utf8',
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    );
    const { problems } = JSON.parse(run.stdout) as { problems: { ruleId: string; message: string }[] };
    return { status: run.status, problems: problems.map(({ ruleId, message }) => `${ruleId}: ${message}`) };
  }

  it('is valid OpenAPI 3.1 whose examples are what their schemas say', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(lint(JSON.stringify(document))).toEqual({ status: 0, problems: [] });
  });

  it('would not pass with a wrong example, without a name, or with errors that are untold or no problems', () => {
    const broken = structuredClone(document);
    broken.components.schemas.Recognition!.example!.id = 5;
    delete broken.paths['/v1/models']!.get!.operationId;
    delete broken.paths['/v1/fleet']!.get!.responses['401'];
    broken.paths['/v1/galleries/{gallery}']!.get!.responses['500']!.content = { 'application/json': {} };
    const { status, problems } = lint(JSON.stringify(broken));
    expect(status).toBe(1);
    for (const rule of [
      'no-invalid-schema-examples',
      'operation-operationId',
      'rule/api-errors-of-every-operation',
      'rule/errors-are-problems',
    ]) {
      expect(problems.filter((problem) => problem.startsWith(`${rule}:`))).toHaveLength(1);
    }
  });

  it('says of every error code what it means', () => {
    const { description, enum: codes } = document.components.schemas.ErrorCode as unknown as {
      description: string;
      enum: string[];
    };
    expect(codes).toEqual(ErrorCode.options);
    for (const code of ErrorCode.options) expect(description).toContain(`| \`${code}\` | `);
    expect(document.components.schemas.Problem!.properties.code).toEqual({
      $ref: '#/components/schemas/ErrorCode',
    });
  });

  it('lists for each operation how it can fail, under the right status, and asks for a key all over /v1', () => {
    for (const { path, method, operation } of operations().filter(({ path }) => path.startsWith('/v1/'))) {
      const what = `${method} ${path}`;
      expect(operation.security, what).not.toEqual([]);
      expect(codesOf(operation), what).toEqual(
        expect.arrayContaining(['key-missing', 'key-invalid', 'internal-error']),
      );
      if (path.includes('{')) expect(codesOf(operation), what).toContain('request-invalid');
      for (const [status, { content }] of Object.entries(operation.responses)) {
        for (const { value } of Object.values(content?.['application/problem+json']?.examples ?? {}))
          expect(String(value.status), `${what} ${value.code}`).toBe(status);
      }
    }
  });

  it('has a place for every error code: no operation ends in one that no operation lists', () => {
    const listed = new Set(operations().flatMap(({ operation }) => codesOf(operation)));
    const unlisted = ErrorCode.options.filter((code) => !listed.has(code));
    // The first two are of what is no operation, the others are of single items of an import.
    expect(unlisted).toEqual(['not-found', 'method-not-allowed', 'archive-unreadable', 'person-id-invalid']);
  });

  it('says which headers answers have', () => {
    const headersOf = (path: string, method: string, status: number) =>
      Object.keys(document.paths[path]![method]!.responses[status]!.headers ?? {});
    const limits = ['RateLimit', 'RateLimit-Policy'];
    expect(headersOf('/v1/galleries', 'get', 200)).toEqual(limits);
    expect(headersOf('/v1/galleries', 'get', 401)).toEqual(['WWW-Authenticate']);
    expect(headersOf('/v1/galleries', 'get', 429)).toEqual(['Retry-After', ...limits]);
    expect(headersOf('/v1/galleries', 'post', 201)).toEqual(['Location', 'Idempotency-Replayed', ...limits]);
    expect(headersOf('/v1/uploads', 'post', 201)).toEqual(['Idempotency-Replayed', ...limits]);
    expect(headersOf('/v1/recognitions', 'post', 202)).toEqual([
      'Location',
      'Retry-After',
      'Preference-Applied',
      'Cache-Status',
      'Idempotency-Replayed',
      ...limits,
    ]);
    expect(headersOf('/health/live', 'get', 200)).toEqual([]);
  });

  it('says of every answer what it is', () => {
    const untold = operations().flatMap(({ path, method, operation }) =>
      Object.entries(operation.responses)
        .filter(([, { description }]) => !description)
        .map(([status]) => `${method} ${path}: ${status}`),
    );
    expect(untold).toEqual([]);
  });

  it('says of every parameter what it may be', () => {
    const untyped = operations().flatMap(({ path, method, operation }) =>
      (operation.parameters ?? [])
        .filter(({ schema = {} }) => Object.keys(schema).length === 0)
        .map(({ name }) => `${method} ${path}: ${name}`),
    );
    expect(untyped).toEqual([]);
  });

  it('names every operation as a client would call it', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(names).toEqual(
      expect.arrayContaining(['recognise', 'enrol', 'listPeople', 'findGallery', 'showFleet']),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-zA-Z]+$/);
  });

  it('describes numbers that may be absent as such', () => {
    expect(document.components.schemas.Fleet!.properties.ageMs).toMatchObject({ type: ['number', 'null'] });
    expect(document.components.schemas.Recognition).toMatchObject({
      required: expect.arrayContaining(['maxFalseMatchRate']) as string[],
    });
  });
});
