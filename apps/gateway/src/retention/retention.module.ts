import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { AnswerSweep } from './answer-sweep';
import { BatchSweep } from './batch-sweep';
import { LeftoverSweep } from './leftover-sweep';
import { RetentionSweeper } from './retention-sweeper';
import { SweepCursors } from './sweep-cursors';

@Module({
  imports: [BulkModule],
  providers: [SweepCursors, AnswerSweep, BatchSweep, LeftoverSweep, RetentionSweeper],
})
export class RetentionModule {}
