import { Module } from '@nestjs/common';
import { QuestionsModule } from '../questions/questions.module';
import { SearchesController } from './searches.controller';
import { SearchesService } from './searches.service';

@Module({ imports: [QuestionsModule], controllers: [SearchesController], providers: [SearchesService] })
export class SearchesModule {}
