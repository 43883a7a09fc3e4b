import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { documentScopes } from '../auth/document-scopes';
import { withNullableFields } from './nullable-fields';
import { operationIdOf } from './operation-ids';
import { withProblemCodes } from './problem-codes';
import { withResponseHeaders } from './response-headers';
import { TAGS } from './tags';
import { tidied } from './tidied';

/** Swagger UI at /docs, from files of our own; the document at /openapi.json. */
export function serveApiDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Facefleet API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, validatorUrl: null },
  });
}

export function apiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Facefleet')
    .setDescription(
      'Face recognition that runs in your own account. Errors are RFC 9457 problem details: switch on their `code`. The schema `ErrorCode` says what each one means.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addServer('/', 'The gateway that serves this document')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: 'Your API key' })
    .addSecurityRequirements('bearer')
    .build();
  const raw = documentScopes(
    SwaggerModule.createDocument(app, description, { operationIdFactory: operationIdOf }),
  );
  const document = tidied(cleanupOpenApiDoc(withNullableFields(raw), { version: '3.1' }));
  // Set here because the builder knows neither the license identifiers of OpenAPI 3.1 nor which tags are used.
  document.info.license = { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' } as never;
  document.tags = usedTags(document);
  return withResponseHeaders(withProblemCodes(document));
}

function usedTags(document: OpenAPIObject): { name: string; description: string }[] {
  const operations = Object.values(document.paths).flatMap(
    (path) => Object.values(path) as { tags?: string[] }[],
  );
  const used = new Set(operations.flatMap(({ tags }) => tags ?? []));
  return TAGS.filter(({ name }) => used.has(name));
}
