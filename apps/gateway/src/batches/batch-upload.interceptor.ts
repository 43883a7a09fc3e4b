import { ImageStore } from '@facefleet/aws';
import { ExpectedError, messageOf, uuidv7 } from '@facefleet/platform';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { ZodValidationException } from 'nestjs-zod';
import { finalize, type Observable } from 'rxjs';
import { readLongJson } from '../bulk/long-json';
import { GatewayOptions } from '../config';
import { UploadGate } from '../uploads/upload-gate';
import { isUploadKey } from '../upload-urls/upload-key';
import { type BatchQuestion, parseBatchQuestion, parseBatchRequest } from './batch.dto';
import { IMAGES_AT_ONCE, ImageParts } from './image-parts';
import type { NewBatch } from './new-batch';

/** The most images of one form; of uploads a batch may have more. */
const MAX_PARTS = 1_000;
const MAX_FIELDS = 20;
/** 100,000 keys of uploads. */
const MAX_JSON_BYTES = 8_000_000;
const FIELD = 'image';

export interface RequestWithBatch extends Request {
  batch: NewBatch;
  question: BatchQuestion;
  /** Set by the handler that made a job of it. */
  isAccepted?: boolean;
}

/**
 * Takes a form of images, which are in the store once the handler is called, or a JSON list of uploads. What no handler
 * accepted is deleted again: it failed, or the client sent it a second time.
 *
 * @throws ExpectedError `image-missing`, `request-invalid`, `request-too-large`, `upload-key-invalid`, `overloaded`, `service-unavailable`
 */
@Injectable()
export class BatchUploadInterceptor implements NestInterceptor {
  private readonly logger = new Logger(BatchUploadInterceptor.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(UploadGate) private readonly gate: UploadGate,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<RequestWithBatch>();
    const isList = Boolean(request.is('application/json'));
    const mostBytes = isList ? MAX_JSON_BYTES : IMAGES_AT_ONCE * this.options.maxImageBytes;
    await this.gate.enter(context, mostBytes, 'bulk');
    if (isList) {
      await this.takeKeys(request);
      return next.handle();
    }
    const parts = new ImageParts(uuidv7(), this.images, this.options);
    try {
      await this.takeForm(request, http.getResponse<Response>(), parts);
    } catch (error) {
      await this.discard(parts);
      throw error;
    }
    return next.handle().pipe(finalize(() => void (request.isAccepted || this.discard(parts))));
  }

  private async takeKeys(request: RequestWithBatch): Promise<void> {
    const parsed = parseBatchRequest(await readLongJson(request, MAX_JSON_BYTES));
    if (!parsed.success) throw new ZodValidationException(parsed.error);
    const { keys, ...question } = parsed.data;
    for (const [index, key] of keys.entries()) {
      if (isUploadKey(key)) continue;
      const shown = JSON.stringify(key.slice(0, 100));
      throw new ExpectedError(
        'upload-key-invalid',
        `keys.${index}: ${shown} is no key that POST /v1/uploads gave.`,
      );
    }
    const items = keys.map((key) => ({ name: key, imageKey: key }));
    request.body = parsed.data;
    request.batch = { id: uuidv7(), items, rejected: new Map() };
    request.question = question;
  }

  private async takeForm(request: RequestWithBatch, response: Response, parts: ImageParts): Promise<void> {
    await this.parse(request, response, parts);
    request.files = undefined;
    if (parts.batch.items.length === 0) {
      throw new ExpectedError('image-missing', `Send the images as the multipart field "${FIELD}".`);
    }
    const question = parseBatchQuestion({ ...request.query, ...(request.body as object) });
    if (!question.success) throw new ZodValidationException(question.error);
    request.batch = parts.batch;
    request.question = question.data;
  }

  private parse(request: Request, response: Response, storage: ImageParts): Promise<void> {
    const parser = multer({
      storage,
      limits: { files: MAX_PARTS, fields: MAX_FIELDS, fieldSize: 4_096, parts: MAX_PARTS + MAX_FIELDS },
      defParamCharset: 'utf8',
    });
    return new Promise((resolve, reject) => {
      parser.array(FIELD)(request, response, (error: unknown) => {
        if (error === undefined || error === null) resolve();
        else reject(explain(error));
      });
    });
  }

  private async discard(parts: ImageParts): Promise<void> {
    await parts
      .discard()
      .catch((error: unknown) => this.logger.warn({ error: messageOf(error) }, 'images left behind'));
  }
}

function explain(error: unknown): Error {
  if (error instanceof ExpectedError) return error;
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_COUNT') {
    return new ExpectedError(
      'request-invalid',
      `A form has at most ${MAX_PARTS} images. Send several batches, or upload the images first.`,
    );
  }
  if (error instanceof MulterError && error.code === 'LIMIT_UNEXPECTED_FILE') {
    return new ExpectedError(
      'image-missing',
      `Send the images as the multipart field "${FIELD}"; the form has a file in "${error.field}".`,
    );
  }
  return new ExpectedError('request-invalid', `The multipart form cannot be read: ${messageOf(error)}.`);
}
