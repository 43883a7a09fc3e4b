import { ExpectedError } from '@facefleet/platform';
import type { ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requireNamedGalleries } from '../auth/gallery-access';
import type { UploadGate } from './upload-gate';
import multer, { memoryStorage, MulterError, type Multer } from 'multer';

/** Multipart boundaries, part headers and the text fields beside the images. */
const FORM_OVERHEAD_BYTES = 64 * 1024;
const MAX_TEXT_FIELDS = 20;

/** Takes multipart forms with images in some of these fields, one in each, and text in others. */
export class MultipartForm {
  private readonly upload: ReturnType<Multer['fields']>;

  /**
   * @param maxFiles      images in one form
   * @param maxImageBytes of each of them
   */
  constructor(
    private readonly fields: readonly string[],
    private readonly maxFiles: number,
    private readonly maxImageBytes: number,
    private readonly gate: UploadGate,
  ) {
    const parser = multer({
      storage: memoryStorage(),
      limits: {
        fileSize: maxImageBytes,
        files: maxFiles,
        fields: MAX_TEXT_FIELDS,
        fieldSize: 4_096,
        parts: MAX_TEXT_FIELDS + maxFiles,
      },
      defParamCharset: 'utf8',
    });
    this.upload = parser.fields(fields.map((name) => ({ name, maxCount: 1 })));
  }

  /**
   * The files of a form by the names of their fields; its texts become the request's body.
   * @throws ExpectedError `overloaded`, `image-too-large`, `image-missing`, `request-invalid`, `gallery-forbidden`
   */
  async files(context: ExecutionContext): Promise<Map<string, Express.Multer.File>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    this.refuseByAnnouncedLength(request);
    const lease = await this.gate.enter(context, this.maxFormBytes, 'cache');
    await this.parse(request, http.getResponse<Response>());
    requireNamedGalleries(request);
    const fields = (request.files ?? {}) as Record<string, Express.Multer.File[]>;
    request.files = undefined; // whoever takes the files alone holds their bytes, and lets go of them once they are stored
    const files = new Map(Object.entries(fields).flatMap(([field, [file]]) => (file ? [[field, file]] : [])));
    lease.keep([...files.values()].reduce((sum, { size }) => sum + size, 0));
    return files;
  }

  private get maxFormBytes(): number {
    return this.maxFiles * this.maxImageBytes + FORM_OVERHEAD_BYTES;
  }

  /** A client that says how much it sends is told before we take it. */
  private refuseByAnnouncedLength(request: Request): void {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > this.maxFormBytes) throw this.tooLarge();
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
      if (error.code === 'LIMIT_FILE_SIZE') return this.tooLarge(error.field);
      if (error.code === 'LIMIT_UNEXPECTED_FILE') {
        return new ExpectedError('image-missing', `${this.wanted}; the form has a file in "${error.field}".`);
      }
    }
    const why = error instanceof Error ? error.message : String(error);
    return new ExpectedError('request-invalid', `The multipart form cannot be read: ${why}.`);
  }

  private get wanted(): string {
    return this.maxFiles === 1
      ? `Send one image, as the multipart field "${this.fields.join('" or "')}"`
      : `Send one image in each of the multipart fields "${this.fields.join('" and "')}"`;
  }

  private tooLarge(field?: string): ExpectedError {
    const which = field !== undefined && this.maxFiles > 1 ? `${field}: ` : '';
    return new ExpectedError(
      'image-too-large',
      `${which}The upload is larger than ${this.maxImageBytes} bytes. Send a smaller image.`,
    );
  }
}
