import { Directive, Field, ID, ObjectType } from '@nestjs/graphql';
import { AsOf } from '@relais/nest';
import { Own } from './own.ts';

@Directive('@key(fields: "id asOf")')
@ObjectType({
  registerIn: () => Own,
  description: 'A contact that became a ticket, from opening to closure.',
})
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
}
