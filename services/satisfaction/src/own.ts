/** What satisfaction's types are registered in, so that no other service of the process gets them. */
export class Own {}
