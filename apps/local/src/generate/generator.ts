/** A file that is made from the sources and committed, so that a change of it is a diff to review. */
export interface Generated {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: string;
}

export interface Tools {
  /** The URL of an empty database on a server that lives until the generators have ended; started on first use. */
  readonly emptyDatabase: () => Promise<string>;
  /** What a built program prints, such as `apps/api/src/openapi/print.js`: apps are not imported, they are run. */
  readonly outputOf: (program: string) => Promise<string>;
}

export type Generator = (tools: Tools) => Promise<readonly Generated[]>;
