import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

/** Swagger UI at /docs, from files of our own; the document at /openapi.json. */
export function serveApiDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Facefleet API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}

export function apiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Facefleet')
    .setDescription(
      'Face recognition that runs in your own account. Errors are RFC 9457 problem details: switch on their `code`.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: 'Your API key' })
    .build();
  return cleanupOpenApiDoc(SwaggerModule.createDocument(app, description), { version: '3.1' });
}
