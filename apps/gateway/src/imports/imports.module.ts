import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { ItemPages } from '../bulk/item-pages';
import { JobDesk } from '../bulk/job-desk';
import { JobWatch } from '../bulk/job-watch';
import { ImportUploadInterceptor } from './import-upload.interceptor';
import { ImportsController } from './imports.controller';
import { ImportsService } from './imports.service';

@Module({
  imports: [BulkModule],
  controllers: [ImportsController],
  providers: [ImportsService, ImportUploadInterceptor, ItemPages, JobDesk, JobWatch],
})
export class ImportsModule {}
