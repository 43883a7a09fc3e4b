import { Module } from '@nestjs/common';
import { QuestionsModule } from '../questions/questions.module';
import { DetectionsController } from './detections.controller';
import { DetectionsService } from './detections.service';

@Module({ imports: [QuestionsModule], controllers: [DetectionsController], providers: [DetectionsService] })
export class DetectionsModule {}
