import { Module } from '@nestjs/common';
import { RecognitionEventsController } from './recognition-events.controller';
import { QuestionsModule } from '../questions/questions.module';
import { RecognitionsController } from './recognitions.controller';
import { RecognitionsService } from './recognitions.service';

@Module({
  imports: [QuestionsModule],
  controllers: [RecognitionsController, RecognitionEventsController],
  providers: [RecognitionsService],
  exports: [RecognitionsService],
})
export class RecognitionsModule {}
