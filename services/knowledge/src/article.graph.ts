import { ArgsType, Directive, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import {
  articleKinds,
  articleStatuses,
  type ArticleKind,
  type ArticleStatus,
  type Language,
} from '@relais/contracts';
import { CommandInput, enumOf, LanguageEnum, Line, RefusalAnswer, Text, type Later } from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

export const ArticleKindEnum = enumOf(
  'ArticleKind',
  'A known failure has symptoms and a remedy; guidance tells how something is done.',
  articleKinds,
);
export const ArticleStatusEnum = enumOf(
  'ArticleStatus',
  'Where the newest text of an article is in its life.',
  articleStatuses,
);

@ObjectType({ registerIn, description: 'One step of a remedy. Plain text, never markup.' })
export class ArticleStep {
  @Field(() => String, { description: 'As the agent reads it.' }) technical!: string;
  @Field(() => String, { description: 'As it is said to the requester.' }) plain!: string;
  @Field(() => String, { nullable: true, description: 'What else it does: said before it is tried.' })
  sideEffect!: string | null;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType({ registerIn, description: 'A product that tickets can be about.' })
export class Product {
  @Field(() => ID) id!: string;
}

@ObjectType({ isAbstract: true })
class Written {
  @Field(() => ArticleKindEnum) kind!: ArticleKind;
  @Field(() => String) title!: string;
  @Field(() => [String], { description: 'How callers put it, who lack the words.' })
  symptoms!: readonly string[];
  @Field(() => String) category!: string;
  @Field(() => [Product], { description: 'What it is about; none: no product in particular.' })
  products!: readonly Product[];
  @Field(() => LanguageEnum) language!: Language;
  @Field(() => [ArticleStep], { description: 'In order: a step is named by its place, from 1.' })
  steps!: readonly ArticleStep[];
}

@ObjectType({ registerIn, description: 'A text that is not published yet.' })
export class ArticleDraft extends Written {}

@ObjectType({
  registerIn,
  description:
    'What is known of a failure and its remedy, or how something is done. Plain text, never markup.',
})
export class Article extends Written {
  @Field(() => ID) id!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the publication that is shown, from 1; null for a draft that never was published.',
  })
  version!: number | null;
  @Field(() => Int, { nullable: true, description: 'The version in force; null when none is.' })
  inForce!: number | null;
  @Field(() => Int, { description: 'How many versions were published.' }) versions!: number;
  @Field(() => ArticleStatusEnum, {
    description: 'For those who write articles: of the newest text. For all others PUBLISHED or RETIRED.',
  })
  status!: ArticleStatus;
  @Field(() => String, {
    nullable: true,
    description: 'Who wrote the newest text: somebody else publishes it.',
  })
  author!: string | null;
  @Field(() => ArticleDraft, {
    nullable: true,
    description:
      'The text that is drafted or submitted, for those who write articles; null when there is none.',
  })
  draft!: ArticleDraft | null;
  @Field(() => Int, {
    description:
      'On how many tickets it was followed; each ticket counts for the first three articles it names.',
  })
  used!: Later<number>;
  @Field(() => Int, { description: 'On how many of those it helped, by the latest word on each.' })
  helped!: Later<number>;
}

@ObjectType({ registerIn, description: 'A page of articles.' })
export class ArticlePage {
  @Field(() => [Article]) nodes!: readonly Article[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@ObjectType({ registerIn, description: 'What became of a command to an article.' })
export class ArticleOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Article, { nullable: true }) article!: Article | null;
}

@InputType({ registerIn, description: 'Every condition that is given has to hold.' })
export class ArticleFilter {
  @Field(() => Line, {
    nullable: true,
    description: 'Words of its title, symptoms or steps; the best match first.',
  })
  text?: string | null;
  @Field(() => LanguageEnum, { nullable: true }) language?: Language | null;
  @Field(() => ArticleKindEnum, { nullable: true }) kind?: ArticleKind | null;
  @Field(() => ID, { nullable: true, description: 'A product that it names.' }) product?: string | null;
  @Field(() => Line, { nullable: true }) category?: string | null;
  @Field(() => [ArticleStatusEnum], { nullable: true }) status?: readonly ArticleStatus[] | null;
}

@ArgsType()
export class ArticlesArgs {
  @Field(() => ArticleFilter, { defaultValue: {} }) filter!: ArticleFilter;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@InputType({ registerIn, description: 'One step of a remedy. Plain text, never markup.' })
export class ArticleStepInput {
  @Field(() => Text, { description: 'As the agent reads it.' }) technical!: string;
  @Field(() => Text, { description: 'As it is said to the requester.' }) plain!: string;
  @Field(() => Text, { nullable: true, description: 'What else it does.' }) sideEffect?: string | null;
}

@InputType({ registerIn })
export class DraftArticleInput extends CommandInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The article whose draft or next version it is; left out: a new one.',
  })
  articleId?: string | null;
  @Field(() => ArticleKindEnum) kind!: ArticleKind;
  @Field(() => Line) title!: string;
  @Field(() => [Line], { description: 'How callers put it, who lack the words; at most 20.' })
  symptoms!: readonly string[];
  @Field(() => Line, { description: 'What its tickets are filed under, for example "printing".' })
  category!: string;
  @Field(() => [ID], {
    description: 'The products that it is about, at most 50; none: no product in particular.',
  })
  products!: readonly string[];
  @Field(() => LanguageEnum) language!: Language;
  @Field(() => [ArticleStepInput], { description: 'In order; at most 30.' })
  steps!: readonly ArticleStepInput[];
}

@InputType({ isAbstract: true })
class ArticleCommandInput extends CommandInput {
  @Field(() => ID, { description: 'The article that is meant.' }) articleId!: string;
}

@InputType({ registerIn })
export class SubmitArticleInput extends ArticleCommandInput {}

@InputType({ registerIn })
export class PublishArticleInput extends ArticleCommandInput {}

@InputType({ registerIn })
export class RetireArticleInput extends ArticleCommandInput {}
