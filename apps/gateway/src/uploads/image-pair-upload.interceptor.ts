import { ExpectedError } from '@facefleet/platform';
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

/** A request whose two images passed `checkImage`, in the order of their fields. */
export interface RequestWithImagePair extends Request {
  images: [UploadedImage, UploadedImage];
}

/**
 * Takes a multipart form with two images, one in each of these fields, and its options.
 * @throws ExpectedError as `ImageUpload`, naming the field
 */
export function ImagePairUpload(first: string, second: string): Type<NestInterceptor> {
  class ImagePairUploadInterceptor implements NestInterceptor {
    private readonly form: MultipartForm;

    constructor(
      @Inject(GatewayOptions) private readonly options: GatewayOptions,
      @Inject(UploadGate) gate: UploadGate,
    ) {
      this.form = new MultipartForm([first, second], 2, options.maxImageBytes, gate);
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<RequestWithImagePair>();
      const files = await this.form.files(context);
      request.images = [this.checked(files, first), this.checked(files, second)];
      return next.handle();
    }

    private checked(files: Map<string, Express.Multer.File>, field: string): UploadedImage {
      try {
        return checkImage(files.get(field), field, this.options.maxImagePixels);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        throw new ExpectedError(error.code, `${field}: ${error.message}`);
      }
    }
  }
  return mixin(ImagePairUploadInterceptor);
}
