import { ImageStore, STREAM_MEMORY_BYTES } from '@facefleet/aws';
import { archiveKey } from '@facefleet/bulk';
import { ExpectedError, messageOf, uuidv7 } from '@facefleet/platform';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request } from 'express';
import { ZodValidationException } from 'nestjs-zod';
import { finalize, type Observable } from 'rxjs';
import { readLongJson } from '../bulk/long-json';
import { GatewayOptions } from '../config';
import { UploadGate } from '../uploads/upload-gate';
import { isUploadKey } from '../upload-urls/upload-key';
import { takeArchive } from './archive-upload';
import { MAX_IMPORT_JSON_BYTES } from './import-body';
import { parseImportRequest } from './import.dto';
import type { NewArchive, NewImport } from './new-import';

export interface RequestWithImport extends Request {
  import: NewImport;
  /** Part of what makes two requests the same. */
  archive?: NewArchive;
  /** Set by the handler that made a job of it. */
  isAccepted?: boolean;
}

/**
 * Takes an archive, which is in the store once the handler is called, or a JSON list of uploads. What no handler accepted
 * is deleted again: it failed, or the client sent it a second time.
 *
 * @throws ExpectedError `request-invalid`, `request-too-large`, `archive-type-unsupported`, `upload-key-invalid`, `overloaded`, `service-unavailable`
 */
@Injectable()
export class ImportUploadInterceptor implements NestInterceptor {
  private readonly logger = new Logger(ImportUploadInterceptor.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(UploadGate) private readonly gate: UploadGate,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<RequestWithImport>();
    const id = uuidv7();
    const isList = Boolean(request.is('application/json'));
    await this.gate.enter(context, isList ? MAX_IMPORT_JSON_BYTES : STREAM_MEMORY_BYTES, 'bulk');
    if (isList) {
      await this.takeItems(request, id);
      return next.handle();
    }
    if (request.is('multipart/form-data')) {
      request.resume();
      throw new ExpectedError(
        'archive-type-unsupported',
        'Send the archive itself as the body, not in a form.',
      );
    }
    request.archive = await takeArchive(request, id, this.images, this.options.maxImportBytes);
    request.import = { id, archive: request.archive };
    return next.handle().pipe(finalize(() => void (request.isAccepted || this.discard(id))));
  }

  private async takeItems(request: RequestWithImport, id: string): Promise<void> {
    const parsed = parseImportRequest(await readLongJson(request, MAX_IMPORT_JSON_BYTES));
    if (!parsed.success) throw new ZodValidationException(parsed.error);
    const items = parsed.data.items.map(({ key, personId, name }, index) => {
      if (isUploadKey(key)) return { name: key, personId, personName: name, imageKey: key };
      const shown = JSON.stringify(key.slice(0, 100));
      throw new ExpectedError(
        'upload-key-invalid',
        `items.${index}.key: ${shown} is no key that POST /v1/uploads gave.`,
      );
    });
    request.body = parsed.data;
    request.import = { id, items };
  }

  private async discard(id: string): Promise<void> {
    await this.images
      .delete([archiveKey(id)])
      .catch((error: unknown) => this.logger.warn({ error: messageOf(error) }, 'an archive left behind'));
  }
}
