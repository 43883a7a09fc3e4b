import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { QuestionReplies } from './question-replies';
import { QuestionsService } from './questions.service';

@Module({
  imports: [BulkModule],
  providers: [QuestionsService, QuestionReplies],
  exports: [QuestionsService, QuestionReplies],
})
export class QuestionsModule {}
