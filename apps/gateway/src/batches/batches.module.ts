import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { ItemPages } from '../bulk/item-pages';
import { JobDesk } from '../bulk/job-desk';
import { JobWatch } from '../bulk/job-watch';
import { BatchUploadInterceptor } from './batch-upload.interceptor';
import { BatchesController } from './batches.controller';
import { BatchesService } from './batches.service';

@Module({
  imports: [BulkModule],
  controllers: [BatchesController],
  providers: [BatchesService, BatchUploadInterceptor, ItemPages, JobDesk, JobWatch],
})
export class BatchesModule {}
