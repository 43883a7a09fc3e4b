import { ExpectedError } from '@facefleet/platform';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { memoryStorage, MulterError, type Multer } from 'multer';
import type { Observable } from 'rxjs';
import { GatewayOptions } from '../config';
import { checkImage } from './image-check';
import type { UploadedImage } from './uploaded-image';

/** Multipart boundaries, part headers and the text fields beside the image. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/** A request whose image passed `checkImage`. */
export interface RequestWithImage extends Request {
  image: UploadedImage;
}

/**
 * Takes a multipart form with one image, in one of these fields, and its options.
 * @throws ExpectedError as `checkImage`, and `image-too-large`, `request-invalid`
 */
export function ImageUpload(...fields: [string, ...string[]]): Type<NestInterceptor> {
  class ImageUploadInterceptor implements NestInterceptor {
    private readonly upload: ReturnType<Multer['fields']>;

    constructor(@Inject(GatewayOptions) private readonly options: GatewayOptions) {
      const parser = multer({
        storage: memoryStorage(),
        limits: { fileSize: options.maxImageBytes, files: 1, fields: 20, fieldSize: 4_096, parts: 21 },
        defParamCharset: 'utf8',
      });
      this.upload = parser.fields(fields.map((name) => ({ name, maxCount: 1 })));
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const http = context.switchToHttp();
      const request = http.getRequest<RequestWithImage>();
      this.refuseByAnnouncedLength(request);
      await this.parse(request, http.getResponse<Response>());
      const files = request.files as Record<string, Express.Multer.File[] | undefined> | undefined;
      const file = fields.map((name) => files?.[name]?.[0]).find((candidate) => candidate !== undefined);
      request.files = undefined; // the image alone holds the bytes, and lets go of them once they are stored
      request.image = checkImage(file, fields.join('" or "'), this.options.maxImagePixels);
      return next.handle();
    }

    /** A client that says how much it sends is told before we take it. */
    private refuseByAnnouncedLength(request: Request): void {
      const announced = Number(request.headers['content-length'] ?? 0);
      if (announced > this.options.maxImageBytes + FORM_OVERHEAD_BYTES) throw this.tooLarge();
    }

    private parse(request: Request, response: Response): Promise<void> {
      return new Promise((resolve, reject) => {
        this.upload(request, response, (error: unknown) => {
          if (error === undefined || error === null) resolve();
          else reject(this.explain(error));
        });
      });
    }

    private explain(error: unknown): Error {
      if (error instanceof MulterError) {
        if (error.code === 'LIMIT_FILE_SIZE') return this.tooLarge();
        if (error.code === 'LIMIT_UNEXPECTED_FILE') {
          return new ExpectedError(
            'image-missing',
            `Send one image, as the multipart field "${fields.join('" or "')}"; the form has a file in "${error.field}".`,
          );
        }
      }
      const why = error instanceof Error ? error.message : String(error);
      return new ExpectedError('request-invalid', `The multipart form cannot be read: ${why}.`);
    }

    private tooLarge(): ExpectedError {
      return new ExpectedError(
        'image-too-large',
        `The upload is larger than ${this.options.maxImageBytes} bytes. Send a smaller image.`,
      );
    }
  }
  return mixin(ImageUploadInterceptor);
}
