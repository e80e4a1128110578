/** Something of ours failed (a store down, a bug, a race lost three times). Masked for the caller, logged once. */
export class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Fault';
    this.code = code;
  }
}

/** The request is malformed: names the field, leaves nothing behind. `code` is a key of the translated texts. */
export class Invalid extends Error {
  readonly code: string;
  readonly field: string;

  constructor(code: string, field: string, message: string) {
    super(message);
    this.name = 'Invalid';
    this.code = code;
    this.field = field;
  }
}
