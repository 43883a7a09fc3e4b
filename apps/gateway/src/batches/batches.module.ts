import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { BatchUploadInterceptor } from './batch-upload.interceptor';
import { BatchWatch } from './batch-watch';
import { BatchesController } from './batches.controller';
import { BatchesService } from './batches.service';

@Module({
  imports: [BulkModule],
  controllers: [BatchesController],
  providers: [BatchesService, BatchUploadInterceptor, BatchWatch],
})
export class BatchesModule {}
