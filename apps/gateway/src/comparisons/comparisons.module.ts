import { Module } from '@nestjs/common';
import { QuestionsModule } from '../questions/questions.module';
import { ComparisonsController } from './comparisons.controller';
import { ComparisonsService } from './comparisons.service';

@Module({ imports: [QuestionsModule], controllers: [ComparisonsController], providers: [ComparisonsService] })
export class ComparisonsModule {}
