import { ExpectedError, messageOf } from '@facefleet/platform';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import type { Observable } from 'rxjs';
import { requireNamedGalleries } from '../auth/gallery-access';
import { GatewayOptions } from '../config';
import { ImageList, imagesTooLarge, type ListedImage } from './image-list';
import { UploadGate } from './upload-gate';
import { UploadedImage } from './uploaded-image';

const MAX_TEXT_FIELDS = 20;
/** Multipart boundaries, part headers and the text fields beside the images. */
const FORM_OVERHEAD_BYTES = 64 * 1024;
/** Twenty photographs as cameras make them, in a gateway that takes several such forms at a time. */
const MAX_IMAGES_OF_FULL_SIZE = 4;

/** A request with one image or several, in the order of the form. */
export interface RequestWithImageList extends Request {
  listed: ListedImage[];
  /** Those of them that are images. */
  images: UploadedImage[];
}

/**
 * Takes a multipart form with one image or several, all in the same field, and its options. One alone must be an image.
 * @throws ExpectedError as `ImageUpload`
 */
export function ImageListUpload(field: string, maxImages: number): Type<NestInterceptor> {
  class ImageListUploadInterceptor implements NestInterceptor {
    constructor(
      @Inject(GatewayOptions) private readonly options: GatewayOptions,
      @Inject(UploadGate) private readonly gate: UploadGate,
    ) {}

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const http = context.switchToHttp();
      const request = http.getRequest<RequestWithImageList>();
      const maxBytes = MAX_IMAGES_OF_FULL_SIZE * this.options.maxImageBytes;
      const list = new ImageList(this.options, maxBytes);
      // A client that says how much it sends is told before we take it.
      if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_OVERHEAD_BYTES) {
        throw imagesTooLarge(maxBytes);
      }
      const lease = await this.gate.enter(context, maxBytes + FORM_OVERHEAD_BYTES, 'work');
      await this.parse(request, http.getResponse<Response>(), list);
      lease.keep(list.bytes);
      request.files = undefined;
      requireNamedGalleries(request);
      const [first, ...others] = list.images;
      if (first === undefined) {
        throw new ExpectedError('image-missing', `Send the image as the multipart field "${field}".`);
      }
      if (first instanceof ExpectedError && others.length === 0) throw first;
      request.listed = list.images;
      request.images = list.images.filter((image) => image instanceof UploadedImage);
      return next.handle();
    }

    private parse(request: Request, response: Response, storage: ImageList): Promise<void> {
      const parser = multer({
        storage,
        limits: {
          files: maxImages,
          fields: MAX_TEXT_FIELDS,
          fieldSize: 4_096,
          parts: MAX_TEXT_FIELDS + maxImages,
        },
        defParamCharset: 'utf8',
      });
      return new Promise((resolve, reject) => {
        parser.array(field)(request, response, (error: unknown) => {
          if (error === undefined || error === null) resolve();
          else reject(explained(error));
        });
      });
    }
  }

  function explained(error: unknown): Error {
    if (error instanceof ExpectedError) return error;
    if (error instanceof MulterError && error.code === 'LIMIT_UNEXPECTED_FILE') {
      const wanted = `Send the image as the multipart field "${field}"`;
      return new ExpectedError('image-missing', `${wanted}; the form has a file in "${error.field}".`);
    }
    if (error instanceof MulterError && error.code === 'LIMIT_FILE_COUNT') {
      return new ExpectedError('request-invalid', `A form has at most ${maxImages} images.`);
    }
    return new ExpectedError('request-invalid', `The multipart form cannot be read: ${messageOf(error)}.`);
  }

  return mixin(ImageListUploadInterceptor);
}
