import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { GatewayOptions } from '../config';
import { checkImage } from './image-check';
import { MultipartForm } from './multipart-form';
import { UploadGate } from './upload-gate';
import type { UploadedImage } from './uploaded-image';

/** A request whose image passed `checkImage`. */
export interface RequestWithImage extends Request {
  image: UploadedImage;
}

/**
 * Takes a multipart form with one image, in one of these fields, and its options.
 * @throws ExpectedError as `checkImage`, and `overloaded`, `image-too-large`, `request-invalid`, `gallery-forbidden`
 */
export function ImageUpload(...fields: [string, ...string[]]): Type<NestInterceptor> {
  class ImageUploadInterceptor implements NestInterceptor {
    private readonly form: MultipartForm;

    constructor(
      @Inject(GatewayOptions) private readonly options: GatewayOptions,
      @Inject(UploadGate) gate: UploadGate,
    ) {
      this.form = new MultipartForm(fields, 1, options.maxImageBytes, gate);
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<RequestWithImage>();
      const [file] = (await this.form.files(context)).values();
      request.image = checkImage(file, fields.join('" or "'), this.options.maxImagePixels);
      return next.handle();
    }
  }
  return mixin(ImageUploadInterceptor);
}
