import { Module } from '@nestjs/common';
import { UploadUrlsController } from './upload-urls.controller';

@Module({ controllers: [UploadUrlsController] })
export class UploadUrlsModule {}
