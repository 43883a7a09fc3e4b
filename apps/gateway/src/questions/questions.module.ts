import { Module } from '@nestjs/common';
import { QuestionReplies } from './question-replies';
import { QuestionsService } from './questions.service';

@Module({
  providers: [QuestionsService, QuestionReplies],
  exports: [QuestionsService, QuestionReplies],
})
export class QuestionsModule {}
