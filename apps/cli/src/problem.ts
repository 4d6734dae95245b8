/** Something that the person at the terminal can mend or must decide: the message is the whole story, in sentences. */
export class Problem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Problem';
  }
}
