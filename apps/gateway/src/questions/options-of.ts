import type { Request } from 'express';
import { ZodValidationException } from 'nestjs-zod';
import type { z } from 'zod';
import { requireGallery } from '../auth/gallery-access';

/**
 * The options of a request: form fields beside the images, or else query parameters; both are strings.
 * @throws ZodValidationException; ExpectedError `gallery-forbidden` also where the gallery is the default
 */
export function optionsOf<T extends z.ZodType>(schema: T, request: Request): z.infer<T> {
  const options = schema.safeParse({ ...request.query, ...(request.body as object) });
  if (!options.success) throw new ZodValidationException(options.error);
  const { gallery } = options.data as { gallery?: string };
  if (gallery !== undefined) requireGallery(request, gallery);
  return options.data;
}
